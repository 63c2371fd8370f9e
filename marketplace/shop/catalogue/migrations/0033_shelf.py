
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0032_category_exclude_from_menu_category_long_description'),
        ('places', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='motif',
            field=models.CharField(blank=True, help_text='Tệp tranh của quầy trong kho ảnh.', max_length=200, verbose_name='tranh'),
        ),
        migrations.AddField(
            model_name='category',
            name='name_en',
            field=models.CharField(blank=True, max_length=255, verbose_name='tên tiếng Anh'),
        ),
        migrations.AddField(
            model_name='product',
            name='approved_revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.revision', verbose_name='bản đã duyệt'),
        ),
        migrations.AddField(
            model_name='product',
            name='label_data',
            field=models.JSONField(blank=True, default=dict, verbose_name='dữ liệu nhãn'),
        ),
        migrations.AddField(
            model_name='product',
            name='label_group',
            field=models.CharField(blank=True, max_length=24, verbose_name='nhóm nhãn'),
        ),
        migrations.AddField(
            model_name='product',
            name='net_quantity',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True, verbose_name='định lượng'),
        ),
        migrations.AddField(
            model_name='product',
            name='net_unit',
            field=models.CharField(blank=True, max_length=8, verbose_name='đơn vị định lượng'),
        ),
        migrations.AddField(
            model_name='product',
            name='ocop_authority',
            field=models.CharField(blank=True, max_length=160, verbose_name='cơ quan công nhận OCOP'),
        ),
        migrations.AddField(
            model_name='product',
            name='ocop_decision_no',
            field=models.CharField(blank=True, max_length=60, verbose_name='quyết định OCOP'),
        ),
        migrations.AddField(
            model_name='product',
            name='ocop_expires_on',
            field=models.DateField(blank=True, null=True, verbose_name='OCOP hết hạn'),
        ),
        migrations.AddField(
            model_name='product',
            name='ocop_issued_on',
            field=models.DateField(blank=True, null=True, verbose_name='OCOP cấp ngày'),
        ),
        migrations.AddField(
            model_name='product',
            name='ocop_set',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bộ sản phẩm OCOP'),
        ),
        migrations.AddField(
            model_name='product',
            name='ocop_stars',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='sao OCOP'),
        ),
        migrations.AddField(
            model_name='product',
            name='origin_ward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward', verbose_name='nơi làm ra'),
        ),
        migrations.AddField(
            model_name='product',
            name='published_at',
            field=models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='lên kệ lần đầu'),
        ),
        migrations.AddField(
            model_name='product',
            name='review_count',
            field=models.PositiveIntegerField(default=0, verbose_name='số đánh giá'),
        ),
        migrations.AddField(
            model_name='product',
            name='sold_count',
            field=models.PositiveIntegerField(default=0, verbose_name='đã bán'),
        ),
    ]
