
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0002_site_tree'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='FloorFacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Sàn Quảng Trị', max_length=80, verbose_name='tên sàn')),
                ('tagline', models.CharField(default='Chợ trực tuyến của tỉnh', max_length=120, verbose_name='câu đi kèm')),
                ('department', models.CharField(default='Sở Công Thương tỉnh Quảng Trị', max_length=160, verbose_name='cơ quan vận hành')),
                ('owner', models.CharField(default='Sở Công Thương tỉnh Quảng Trị', max_length=160, verbose_name='chủ sở hữu')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='trụ sở')),
                ('representative', models.CharField(blank=True, max_length=120, verbose_name='người đại diện')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='mã số')),
                ('code_issued', models.CharField(blank=True, max_length=160, verbose_name='ngày và nơi cấp')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='đường dây hỗ trợ')),
                ('hours', models.CharField(blank=True, max_length=80, verbose_name='giờ trực')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                ('registration', models.CharField(blank=True, max_length=80, verbose_name='số đăng ký với Bộ')),
                ('registration_url', models.URLField(blank=True, verbose_name='trang đăng ký của Bộ')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'thông tin sàn',
                'verbose_name_plural': 'thông tin sàn',
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, unique=True, verbose_name='tên vùng')),
                ('text', models.CharField(max_length=200, verbose_name='lời kể')),
                ('ward_codes', models.CharField(help_text='Cách nhau bằng dấu phẩy.', max_length=300, verbose_name='mã các xã, phường')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='ảnh')),
            ],
            options={
                'verbose_name': 'vùng',
                'verbose_name_plural': 'các vùng',
                'ordering': ('position', 'title'),
            },
        ),
    ]
