
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Province',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True, verbose_name='mã')),
                ('name', models.CharField(help_text='Có cả cấp: «tỉnh Quảng Trị».', max_length=80, verbose_name='tên')),
                ('short_name', models.CharField(max_length=80, verbose_name='tên gọi')),
            ],
            options={
                'verbose_name': 'tỉnh, thành phố',
                'verbose_name_plural': 'tỉnh, thành phố',
                'ordering': ('short_name',),
            },
        ),
        migrations.CreateModel(
            name='Ward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, unique=True, verbose_name='mã')),
                ('name', models.CharField(help_text='Có cả cấp: «xã Cam Lộ».', max_length=120, verbose_name='tên')),
                ('short_name', models.CharField(max_length=120, verbose_name='tên gọi')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='places.province', verbose_name='tỉnh')),
            ],
            options={
                'verbose_name': 'xã, phường',
                'verbose_name_plural': 'xã, phường',
                'ordering': ('province', 'short_name'),
                'constraints': [models.UniqueConstraint(fields=('province', 'name'), name='ward_name_in_province')],
            },
        ),
    ]
