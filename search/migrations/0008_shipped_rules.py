"""The shipped synonyms and weights as rows, and the officers' right to edit the rules of search."""

from django.db import migrations

from search.knowledge.shipped import give_rights, load_rules


def load(apps, schema_editor):
    load_rules(apps)
    give_rights(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0007_officers_rules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
