"""Pictures of goods that left the shelf before pictures followed their goods wait to be put away."""

from typing import Any

from django.db import migrations


def queue_hidden(apps: Any, schema_editor: Any) -> None:
    names = (
        apps.get_model("catalogue", "ProductImage")
        .objects.filter(product__is_public=False)
        .order_by("original")
        .values_list("original", flat=True)
        .distinct()
    )
    moves = apps.get_model("catalogue", "FileMove").objects
    moves.bulk_create((moves.model(original=name) for name in names), batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0041_pictures_follow_goods")]

    operations = [migrations.RunPython(queue_hidden, migrations.RunPython.noop)]
