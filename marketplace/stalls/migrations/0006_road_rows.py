"""The rows of the stall's road, and the officers' rights to them."""

from typing import Any

from django.db import migrations

from marketplace.stalls.road import load_road


def load(apps: Any, _schema_editor: Any) -> None:
    load_road(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("stalls", "0005_dossiers"),
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
