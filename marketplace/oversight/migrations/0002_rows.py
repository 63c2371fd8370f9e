"""Clocks, reasons and legal bases to start with; officers may edit them and answer reports."""

from django.db import migrations

from marketplace.oversight.setup import load_rows, set_up_oversight


def set_up(apps, schema_editor):
    set_up_oversight(apps)
    load_rows(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_initial"),
        ("accounts", "0002_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
