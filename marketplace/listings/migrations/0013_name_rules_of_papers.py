"""A licence of goods under one rule answers that one; of goods under two, nobody wrote down which."""

from django.db import migrations

from marketplace.listings.papers.answers import name_rules_of_papers


def name_rules(apps, schema_editor):
    name_rules_of_papers(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0012_papers_answer_rules"),
        ("catalogue", "0040_words_of_restrictions"),
    ]

    operations = [migrations.RunPython(name_rules, migrations.RunPython.noop)]
