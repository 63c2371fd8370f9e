
import django.db.models.deletion
import marketplace.listings.models
import modelcluster.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0034_shelf_of_a_stall'),
        ('places', '0001_initial'),
        ('stalls', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('sku', models.CharField(max_length=40, verbose_name='mã hàng')),
                ('title', models.CharField(max_length=120, verbose_name='tên hàng')),
                ('description', models.TextField(max_length=6000, verbose_name='mô tả')),
                ('label_group', models.CharField(max_length=24, verbose_name='nhóm nhãn')),
                ('label_data', models.JSONField(blank=True, default=dict, verbose_name='dữ liệu nhãn')),
                ('ocop_stars', models.PositiveSmallIntegerField(default=0, verbose_name='sao OCOP')),
                ('ocop_set', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bộ sản phẩm OCOP')),
                ('ocop_decision_no', models.CharField(blank=True, max_length=60, verbose_name='quyết định OCOP')),
                ('ocop_authority', models.CharField(blank=True, max_length=160, verbose_name='cơ quan công nhận OCOP')),
                ('ocop_issued_on', models.DateField(blank=True, null=True, verbose_name='OCOP cấp ngày')),
                ('ocop_expires_on', models.DateField(blank=True, null=True, verbose_name='OCOP hết hạn')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cất kho lúc')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='lập lúc')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.category', verbose_name='danh mục')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('origin_ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward', verbose_name='nơi làm ra')),
                ('product', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='listing', to='catalogue.product')),
                ('stall', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='stalls.stall', verbose_name='gian hàng')),
            ],
            options={
                'verbose_name': 'mặt hàng',
                'verbose_name_plural': 'mặt hàng',
                'ordering': ('-created_at',),
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ListingPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ImageField(height_field='height', max_length=200, storage=marketplace.listings.models.private_storage, upload_to='listings', verbose_name='tệp', width_field='width')),
                ('width', models.PositiveIntegerField(default=0, verbose_name='rộng')),
                ('height', models.PositiveIntegerField(default=0, verbose_name='cao')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='dấu ảnh')),
                ('alt', models.CharField(blank=True, max_length=160, verbose_name='lời tả')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ('listing', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='listings.listing')),
            ],
            options={
                'verbose_name': 'ảnh',
                'verbose_name_plural': 'ảnh',
                'ordering': ('position',),
            },
        ),
        migrations.CreateModel(
            name='ListingVariant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=40, verbose_name='mã')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='tên')),
                ('unit', models.CharField(max_length=40, verbose_name='đơn vị bán')),
                ('net_quantity', models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True, verbose_name='định lượng')),
                ('net_unit', models.CharField(blank=True, max_length=8, verbose_name='đơn vị định lượng')),
                ('weight_g', models.PositiveIntegerField(blank=True, null=True, verbose_name='cân nặng khi gửi (g)')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ('listing', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='listings.listing')),
            ],
            options={
                'verbose_name': 'quy cách',
                'verbose_name_plural': 'quy cách',
                'ordering': ('position',),
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=40, verbose_name='mã')),
                ('price', models.PositiveIntegerField(verbose_name='giá (đồng)')),
                ('price_was', models.PositiveIntegerField(blank=True, null=True, verbose_name='giá cũ (đồng)')),
                ('stock', models.PositiveIntegerField(default=0, verbose_name='tồn kho')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='listings.listing')),
            ],
            options={
                'verbose_name': 'giá và tồn kho ban đầu',
                'verbose_name_plural': 'giá và tồn kho ban đầu',
            },
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(fields=('stall', 'sku'), name='listing_sku_once_per_stall'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(fields=('listing', 'sku'), name='one_offer_per_variant'),
        ),
    ]
