"""The sets of the OCOP programme as rows, the words of restricted goods, and the officers' right to edit them."""

from django.db import migrations

from marketplace.listings.labels.rows import give_rights
from marketplace.listings.ocop import load_sets
from marketplace.shop.catalogue.restrictions import load_words


def load(apps, schema_editor):
    load_sets(apps)
    load_words(apps)
    give_rights(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0008_ocop_sets"),
        ("catalogue", "0040_words_of_restrictions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
