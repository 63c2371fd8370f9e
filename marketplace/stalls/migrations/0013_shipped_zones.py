"""The zones as they stood in code until now, and the officers' right to change them."""

from typing import Any

from django.db import migrations

from marketplace.stalls.shipping.zones import load_zones


def load(apps: Any, _schema_editor: Any) -> None:
    load_zones(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("stalls", "0012_delivery_zones"),
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
