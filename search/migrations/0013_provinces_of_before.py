"""The two provinces that became one in July 2025, as the one word that stands in the index of their goods.

And phrases in which a shipped name means something else, where officers have not written any: «tía tô» is a herb, no bowl.
"""

from django.db import migrations

from search.knowledge.shipped import add_synonyms

MEANS_ELSE = {
    "bát\nchén\ntô": "tía tô\nô tô",
    "bột năng\nbột sắn\ntinh bột sắn\nbột lọc": "bột sắn dây",
}


def add(apps, schema_editor):
    add_synonyms(apps, {"quảng bình", "quảng trị"})
    groups = apps.get_model("search", "SynonymSet").objects
    for names, unless in MEANS_ELSE.items():
        groups.filter(names=names, unless="").update(unless=unless)


class Migration(migrations.Migration):
    dependencies = [("search", "0012_more_other_names")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
