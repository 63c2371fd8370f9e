
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stalls', '0003_legal_name'),
    ]

    operations = [
        migrations.AddField(
            model_name='stall',
            name='banner',
            field=models.CharField(blank=True, help_text='Tệp trong kho ảnh, rộng gấp 16/9.', max_length=200, verbose_name='tranh đầu trang'),
        ),
    ]
