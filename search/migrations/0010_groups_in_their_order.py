"""An index that gives the groups of the whole shelf without sorting it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0009_counted_in_one_pass"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="productentry",
            index=models.Index(fields=["place", "traits", "price", "product"], name="entry_groups"),
        ),
    ]
