
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0033_shelf'),
        ('partner', '0007_partneraddress_code'),
    ]

    operations = [
        migrations.AddField(
            model_name='stockrecord',
            name='price_was',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='giá cũ (đồng)'),
        ),
        migrations.AddConstraint(
            model_name='stockrecord',
            constraint=models.UniqueConstraint(fields=('product',), name='one_stockrecord_per_product'),
        ),
    ]
