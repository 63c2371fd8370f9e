"""The one class of everything on sale."""

from django.db import migrations


def make_class(apps, schema_editor):
    apps.get_model("catalogue", "ProductClass").objects.get_or_create(
        slug="hang-hoa", defaults={"name": "Hàng hóa", "track_stock": True, "requires_shipping": True}
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0035_sku_and_position")]

    operations = [migrations.RunPython(make_class, migrations.RunPython.noop)]
