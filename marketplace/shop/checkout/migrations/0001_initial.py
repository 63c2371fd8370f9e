
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('basket', '0012_line_code'),
        ('order', '0021_billingaddress_code_shippingaddress_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True, verbose_name='khóa trang đơn')),
                ('email_verified', models.BooleanField(default=False, verbose_name='thư đã xác minh')),
                ('contact_name', models.CharField(max_length=120, verbose_name='người đặt')),
                ('contact_phone', models.CharField(max_length=16, verbose_name='điện thoại')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                ('note', models.TextField(blank=True, verbose_name='lời nhắn')),
                ('language', models.CharField(default='vi', max_length=2, verbose_name='ngôn ngữ')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('basket', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='placement', to='basket.basket')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='placement', to='order.order')),
            ],
            options={
                'verbose_name': 'lần đặt hàng',
                'verbose_name_plural': 'lần đặt hàng',
            },
        ),
    ]
