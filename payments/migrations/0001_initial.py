
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True, verbose_name='khóa')),
                ('reference', models.CharField(db_index=True, max_length=64, verbose_name='mã tham chiếu')),
                ('provider', models.CharField(max_length=20, verbose_name='cách trả')),
                ('amount', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                ('state', models.CharField(choices=[('created', 'đã lập'), ('pending', 'đang chờ'), ('captured', 'đã trả'), ('failed', 'không thành'), ('expired', 'quá hạn'), ('review', 'cần xem lại')], default='created', max_length=10, verbose_name='trạng thái')),
                ('provider_reference', models.CharField(blank=True, max_length=120, verbose_name='mã bên thu')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đổi lúc')),
            ],
            options={
                'verbose_name': 'lần thanh toán',
                'verbose_name_plural': 'lần thanh toán',
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='attempt_amount_positive')],
            },
        ),
    ]
