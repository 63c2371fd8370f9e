
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partner', '0008_former_price'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Stall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='địa chỉ trang')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='tên gian hàng')),
                ('kind', models.CharField(choices=[('individual', 'Cá nhân'), ('household', 'Hộ kinh doanh'), ('cooperative', 'Hợp tác xã'), ('company', 'Doanh nghiệp')], max_length=12, verbose_name='loại')),
                ('status', models.CharField(choices=[('active', 'đang bán'), ('suspended', 'bị tạm dừng')], db_index=True, default='active', max_length=12, verbose_name='trạng thái')),
                ('suspended_at', models.DateTimeField(blank=True, null=True, verbose_name='tạm dừng lúc')),
                ('suspension_reason', models.TextField(blank=True, verbose_name='lý do tạm dừng')),
                ('representative', models.CharField(max_length=120, verbose_name='người đại diện')),
                ('tax_code', models.CharField(blank=True, max_length=14, verbose_name='mã số thuế')),
                ('registration_no', models.CharField(blank=True, max_length=40, verbose_name='số đăng ký')),
                ('registration_date', models.DateField(blank=True, null=True, verbose_name='ngày đăng ký')),
                ('registration_authority', models.CharField(blank=True, max_length=160, verbose_name='nơi cấp')),
                ('street', models.CharField(max_length=160, verbose_name='số nhà, thôn')),
                ('phone', models.CharField(max_length=16, verbose_name='điện thoại')),
                ('email', models.EmailField(max_length=254, verbose_name='thư điện tử')),
                ('bank_bin', models.CharField(blank=True, max_length=6, verbose_name='mã ngân hàng')),
                ('bank_number', models.CharField(blank=True, max_length=24, verbose_name='số tài khoản')),
                ('bank_holder', models.CharField(blank=True, max_length=120, verbose_name='chủ tài khoản')),
                ('tagline', models.CharField(blank=True, max_length=160, verbose_name='câu giới thiệu')),
                ('story', models.TextField(blank=True, verbose_name='câu chuyện')),
                ('selling_since', models.PositiveSmallIntegerField(verbose_name='bán từ năm')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='Sở xác minh ngày')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='lập lúc')),
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='stall', to='partner.partner', verbose_name='đối tác')),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stalls', to='places.ward', verbose_name='xã, phường')),
            ],
            options={
                'verbose_name': 'gian hàng',
                'verbose_name_plural': 'gian hàng',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ShippingRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('delivery', 'Giao tận nơi'), ('pickup', 'Đến lấy tại gian hàng')], default='delivery', max_length=10, verbose_name='cách giao')),
                ('zone', models.CharField(choices=[('province', 'trong tỉnh'), ('region', 'miền Trung'), ('nation', 'toàn quốc')], max_length=10, verbose_name='vùng')),
                ('charge', models.PositiveIntegerField(verbose_name='phí (đồng)')),
                ('free_from', models.PositiveIntegerField(blank=True, null=True, verbose_name='miễn phí từ (đồng)')),
                ('days_min', models.PositiveSmallIntegerField(default=1, verbose_name='sớm nhất (ngày)')),
                ('days_max', models.PositiveSmallIntegerField(default=3, verbose_name='muộn nhất (ngày)')),
                ('stall', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shipping_rates', to='stalls.stall', verbose_name='gian hàng')),
            ],
            options={
                'verbose_name': 'phí giao hàng',
                'verbose_name_plural': 'phí giao hàng',
                'ordering': ('stall', 'zone', 'way'),
                'constraints': [models.UniqueConstraint(fields=('stall', 'way', 'zone'), name='one_rate_per_way_and_zone'), models.CheckConstraint(condition=models.Q(('days_min__lte', models.F('days_max'))), name='days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='StallMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'chủ gian hàng'), ('manager', 'quản lý'), ('packer', 'người đóng hàng')], default='owner', max_length=8, verbose_name='vai trò')),
                ('stall', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='stalls.stall', verbose_name='gian hàng')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stall_memberships', to=settings.AUTH_USER_MODEL, verbose_name='người')),
            ],
            options={
                'verbose_name': 'thành viên gian hàng',
                'verbose_name_plural': 'thành viên gian hàng',
                'constraints': [models.UniqueConstraint(fields=('stall', 'user'), name='one_membership_per_stall')],
            },
        ),
    ]
