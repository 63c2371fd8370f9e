"""How long personal data is kept from the first day; the department keeps the rows afterwards."""

from typing import Any

from django.db import migrations

from marketplace.accounts.retention import load_retention


def load(apps: Any, _schema_editor: Any) -> None:
    load_retention(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_retention"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
