"""Officers set what the department asks of listings."""

from django.db import migrations

from marketplace.listings.review.setup import set_up_review


def give_permission(apps, schema_editor):
    set_up_review(apps)


class Migration(migrations.Migration):
    dependencies = [("listings", "0004_papers_remarks_prices")]

    operations = [migrations.RunPython(give_permission, migrations.RunPython.noop)]
