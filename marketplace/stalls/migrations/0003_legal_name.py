
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stalls', '0002_suspend_permission'),
    ]

    operations = [
        migrations.AddField(
            model_name='stall',
            name='legal_name',
            field=models.CharField(blank=True, help_text='Tên trong giấy đăng ký, hoặc họ tên cá nhân.', max_length=200, verbose_name='tên như đã đăng ký'),
        ),
    ]
