
import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=200, verbose_name='lời dẫn')),
            ],
            options={
                'verbose_name': 'trang mục tin tức',
                'verbose_name_plural': 'trang mục tin tức',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PlainPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('version', models.CharField(blank=True, help_text='Ví dụ: 2026-11. Đổi khi sửa nội dung.', max_length=20, verbose_name='bản')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='tóm tắt')),
                ('in_footer', models.BooleanField(default=True, verbose_name='hiện ở chân trang')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('list', 3), ('quote', 6), ('picture', 10)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Đề mục', 'max_length': 120, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Đoạn văn', 'template': 'cms/blocks/paragraph.html'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Ý'}), 3: ('wagtail.blocks.ListBlock', (2,), {'icon': 'list-ul', 'label': 'Danh sách', 'template': 'cms/blocks/list.html'}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Lời'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Của ai', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 4), ('attribution', 5)]], {}), 7: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Ảnh'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Lời tả cho người không nhìn thấy', 'max_length': 160}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'Chú thích', 'max_length': 160, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('image', 7), ('alt', 8), ('caption', 9)]], {})}, verbose_name='nội dung')),
            ],
            options={
                'verbose_name': 'trang quy định',
                'verbose_name_plural': 'trang quy định',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('date', models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='ngày')),
                ('topic', models.CharField(blank=True, max_length=60, verbose_name='chuyên mục')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='tóm tắt')),
                ('picture_alt', models.CharField(blank=True, max_length=160, verbose_name='lời tả ảnh')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('list', 3), ('quote', 6), ('picture', 10)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Đề mục', 'max_length': 120, 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Đoạn văn', 'template': 'cms/blocks/paragraph.html'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Ý'}), 3: ('wagtail.blocks.ListBlock', (2,), {'icon': 'list-ul', 'label': 'Danh sách', 'template': 'cms/blocks/list.html'}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Lời'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Của ai', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 4), ('attribution', 5)]], {}), 7: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Ảnh'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Lời tả cho người không nhìn thấy', 'max_length': 160}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'Chú thích', 'max_length': 160, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('image', 7), ('alt', 8), ('caption', 9)]], {})}, verbose_name='nội dung')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='ảnh')),
            ],
            options={
                'verbose_name': 'bài viết',
                'verbose_name_plural': 'bài viết',
            },
            bases=('wagtailcore.page',),
        ),
    ]
