"""The rule that asks a household where its owner lives."""

from typing import Any

from django.db import migrations

from marketplace.stalls.road import ask_for_fact


def ask(apps: Any, _schema_editor: Any) -> None:
    ask_for_fact(apps, "residence")


class Migration(migrations.Migration):
    dependencies = [("stalls", "0010_residence")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
