"""The officers' rights to the report of searches, and for how long its counts are kept."""

from django.db import migrations

from search.counting.setup import load_keeping_rule, set_up_report


def set_up(apps, schema_editor):
    set_up_report(apps)
    load_keeping_rule(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_search_counts"),
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
