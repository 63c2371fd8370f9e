
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('order', '0021_billingaddress_code_shippingaddress_code'),
        ('places', '0001_initial'),
        ('stalls', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StallOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='số')),
                ('reference', models.CharField(max_length=64, unique=True, verbose_name='mã thanh toán')),
                ('state', models.CharField(choices=[('new', 'Chờ gian hàng xác nhận'), ('confirmed', 'Đã xác nhận'), ('packed', 'Đã đóng gói'), ('shipped', 'Đang giao'), ('delivered', 'Đã giao'), ('cancelled', 'Đã hủy'), ('returned', 'Đã trả lại')], db_index=True, default='new', max_length=10, verbose_name='trạng thái')),
                ('goods_total', models.PositiveBigIntegerField(verbose_name='tiền hàng')),
                ('shipping_charge', models.PositiveIntegerField(verbose_name='phí giao')),
                ('shipping_way', models.CharField(choices=[('delivery', 'Giao tận nơi'), ('pickup', 'Đến lấy tại gian hàng')], max_length=10, verbose_name='cách giao')),
                ('days_min', models.PositiveSmallIntegerField(default=1, verbose_name='sớm nhất (ngày)')),
                ('days_max', models.PositiveSmallIntegerField(default=3, verbose_name='muộn nhất (ngày)')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do hủy')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đặt lúc')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đổi lúc')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stall_orders', to='order.order')),
                ('stall', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stall_orders', to='stalls.stall')),
            ],
            options={
                'verbose_name': 'phần đơn của gian hàng',
                'verbose_name_plural': 'phần đơn của gian hàng',
                'ordering': ('-created_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=80, verbose_name='đơn vị giao')),
                ('tracking_code', models.CharField(blank=True, max_length=60, verbose_name='mã vận đơn')),
                ('shipped_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gửi lúc')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='giao lúc')),
                ('stall_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='fulfilment.stallorder')),
            ],
            options={
                'verbose_name': 'chuyến giao',
                'verbose_name_plural': 'chuyến giao',
                'ordering': ('shipped_at',),
            },
        ),
        migrations.CreateModel(
            name='StallOrderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('new', 'Chờ gian hàng xác nhận'), ('confirmed', 'Đã xác nhận'), ('packed', 'Đã đóng gói'), ('shipped', 'Đang giao'), ('delivered', 'Đã giao'), ('cancelled', 'Đã hủy'), ('returned', 'Đã trả lại')], max_length=10, verbose_name='trạng thái')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                ('role', models.CharField(choices=[('shopper', 'Người mua'), ('stall', 'Gian hàng'), ('officer', 'Cán bộ Sở'), ('floor', 'Sàn')], max_length=8, verbose_name='vai')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='lời ghi')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stall_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='fulfilment.stallorder')),
            ],
            options={
                'verbose_name': 'việc của phần đơn',
                'verbose_name_plural': 'việc của phần đơn',
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.AddIndex(
            model_name='stallorder',
            index=models.Index(fields=['stall', 'state', '-created_at'], name='stall_queue'),
        ),
        migrations.AddConstraint(
            model_name='stallorder',
            constraint=models.UniqueConstraint(fields=('order', 'stall'), name='one_part_per_stall'),
        ),
    ]
