
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0033_shelf'),
        ('places', '0001_initial'),
        ('stalls', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='stall',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='stalls.stall', verbose_name='gian hàng'),
        ),
        migrations.AddField(
            model_name='product',
            name='unit',
            field=models.CharField(blank=True, help_text='Ví dụ: «túi 500 g».', max_length=40, verbose_name='đơn vị bán'),
        ),
        migrations.AddField(
            model_name='product',
            name='weight_g',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='cân nặng khi gửi (g)'),
        ),
        migrations.AddField(
            model_name='productimage',
            name='digest',
            field=models.CharField(blank=True, help_text='SHA-256 của tệp nguồn.', max_length=64, verbose_name='dấu ảnh'),
        ),
        migrations.AddField(
            model_name='productimage',
            name='height',
            field=models.PositiveIntegerField(default=0, verbose_name='cao'),
        ),
        migrations.AddField(
            model_name='productimage',
            name='width',
            field=models.PositiveIntegerField(default=0, verbose_name='rộng'),
        ),
        migrations.AddField(
            model_name='productimage',
            name='widths',
            field=models.JSONField(blank=True, default=list, verbose_name='các cỡ đã làm'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('slug',), name='category_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('is_public', False), models.Q(('approved_revision__isnull', False), ('stall__isnull', False)), _connector='OR'), name='public_product_was_approved'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('ocop_stars', 0), models.Q(('ocop_stars__gte', 3), ('ocop_stars__lte', 5)), _connector='OR'), name='ocop_3_to_5'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(condition=models.Q(('structure', 'child'), _negated=True), fields=('slug',), name='product_slug_once'),
        ),
    ]
