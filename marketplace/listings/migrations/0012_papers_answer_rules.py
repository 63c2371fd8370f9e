from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0011_steps_of_prices")]

    operations = [
        migrations.AddField(
            model_name="listingpaper",
            name="answers",
            field=models.JSONField(blank=True, default=list, verbose_name="cho loại hàng"),
        ),
    ]
