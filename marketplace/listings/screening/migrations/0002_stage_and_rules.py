"""The check becomes the first stage of the workflow; the rules to start with."""

from django.db import migrations

from marketplace.listings.screening.setup import load_rules, set_up_check


def set_up(apps, schema_editor):
    set_up_check(apps)
    load_rules(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0001_initial"),
        ("accounts", "0002_groups"),
        ("listings", "0003_review_workflow"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
