"""Decisions of the time before they had rows of their own: the histories tell them apart too."""

from django.db import migrations

from marketplace.oversight.old_decisions import name_old_decisions


def name_decisions(apps, schema_editor):
    name_old_decisions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0004_letters_name_their_stall"),
        ("listings", "0010_review_decisions"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(name_decisions, migrations.RunPython.noop)]
