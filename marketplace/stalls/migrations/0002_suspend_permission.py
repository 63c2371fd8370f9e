"""The permission to suspend and reopen a stall."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stalls", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="stall",
            options={
                "ordering": ("name",),
                "permissions": (("suspend_stall", "Tạm dừng và mở lại gian hàng"),),
                "verbose_name": "gian hàng",
                "verbose_name_plural": "gian hàng",
            },
        ),
    ]
