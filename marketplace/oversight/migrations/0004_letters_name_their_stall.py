"""Letters of the time before they said which stall they are about: the desk shows them too."""

from django.db import migrations

from marketplace.oversight.letters import name_stalls_of_letters


def name_stalls(apps, schema_editor):
    name_stalls_of_letters(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_categories"),
        ("fulfilment", "0004_carriers"),
        ("listings", "0009_sets_and_words"),
        ("notifications", "0002_is_secret"),
        ("stalls", "0009_notices"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(name_stalls, migrations.RunPython.noop)]
