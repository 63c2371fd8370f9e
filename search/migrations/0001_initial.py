
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0036_goods_class'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveBigIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'phiên bản mục tra cứu',
                'verbose_name_plural': 'phiên bản mục tra cứu',
            },
        ),
        migrations.CreateModel(
            name='IndexTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product_id', models.BigIntegerField(db_index=True)),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'việc lập mục',
                'verbose_name_plural': 'việc lập mục',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ProductEntry',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='catalogue.product')),
                ('title', models.CharField(max_length=255)),
                ('slug', models.CharField(max_length=255)),
                ('title_folded', models.TextField(verbose_name='tên không dấu')),
                ('words_exact', models.TextField(verbose_name='chữ có dấu')),
                ('words_folded', models.TextField(verbose_name='chữ không dấu')),
                ('category_slug', models.CharField(max_length=255)),
                ('aisle_slug', models.CharField(max_length=255)),
                ('stall_slug', models.CharField(max_length=80)),
                ('stall_name', models.CharField(max_length=120)),
                ('ward_code', models.CharField(blank=True, max_length=5)),
                ('ward_name', models.CharField(blank=True, max_length=120)),
                ('price', models.PositiveBigIntegerField()),
                ('price_was', models.PositiveBigIntegerField(null=True)),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('has_variants', models.BooleanField(default=False)),
                ('in_stock', models.BooleanField(default=False)),
                ('ocop_stars', models.PositiveSmallIntegerField(default=0)),
                ('rating', models.FloatField(null=True)),
                ('review_count', models.PositiveIntegerField(default=0)),
                ('sold_count', models.PositiveIntegerField(default=0)),
                ('published_at', models.DateTimeField()),
                ('picture_name', models.CharField(blank=True, max_length=255)),
                ('picture_widths', models.JSONField(default=list)),
                ('picture_width', models.PositiveIntegerField(default=0)),
                ('picture_height', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'mục tra cứu',
                'verbose_name_plural': 'mục tra cứu',
                'indexes': [models.Index(fields=['-in_stock', '-sold_count', '-published_at', 'product'], name='entry_default_order'), models.Index(fields=['-published_at', 'product'], name='entry_newest'), models.Index(fields=['price', 'product'], name='entry_price'), models.Index(fields=['-sold_count', 'product'], name='entry_best_selling'), models.Index(fields=['aisle_slug', '-in_stock', '-sold_count', '-published_at'], name='entry_aisle'), models.Index(fields=['category_slug', '-in_stock', '-sold_count', '-published_at'], name='entry_category'), models.Index(fields=['stall_slug', '-in_stock', '-sold_count', '-published_at'], name='entry_stall'), models.Index(fields=['ward_code'], name='entry_ward'), models.Index(fields=['ocop_stars'], name='entry_ocop')],
            },
        ),
    ]
