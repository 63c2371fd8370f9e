"""Officers may edit the tree of aisles."""

from django.db import migrations

from marketplace.oversight.setup import set_up_oversight


def set_up(apps, schema_editor):
    set_up_oversight(apps)


class Migration(migrations.Migration):
    dependencies = [("oversight", "0002_rows"), ("catalogue", "0037_former_addresses")]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
