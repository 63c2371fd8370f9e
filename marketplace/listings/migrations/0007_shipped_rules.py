"""The labels and the restricted goods of the shipped files as rows, and the officers' right to edit them."""

from django.db import migrations

from marketplace.listings.labels.rows import give_rights, load_labels
from marketplace.shop.catalogue.restrictions import load_restrictions


def load(apps, schema_editor):
    load_labels(apps)
    load_restrictions(apps)
    give_rights(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0006_label_rules"),
        ("catalogue", "0038_restrictions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
