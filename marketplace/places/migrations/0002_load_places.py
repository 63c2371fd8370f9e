"""Loads the official list of provinces and communes."""

from django.db import migrations

from marketplace.places.services import load_places


def load(apps, schema_editor):
    load_places(province_model=apps.get_model("places", "Province"), ward_model=apps.get_model("places", "Ward"))


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
