
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, unique=True, verbose_name='khóa')),
                ('kind', models.SlugField(max_length=60, verbose_name='loại')),
                ('channel', models.CharField(default='email', max_length=12, verbose_name='kênh')),
                ('recipient', models.CharField(max_length=254, verbose_name='người nhận')),
                ('language', models.CharField(default='vi', max_length=2, verbose_name='ngôn ngữ')),
                ('context', models.JSONField(default=dict, verbose_name='dữ kiện')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='tiêu đề')),
                ('body_text', models.TextField(blank=True, verbose_name='nội dung')),
                ('body_html', models.TextField(blank=True, verbose_name='nội dung HTML')),
                ('state', models.CharField(choices=[('waiting', 'chờ gửi'), ('sent', 'đã gửi'), ('failed', 'không gửi được')], default='waiting', max_length=8, verbose_name='trạng thái')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='số lần thử')),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='thử lại lúc')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='lỗi')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='lập lúc')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='gửi lúc')),
            ],
            options={
                'verbose_name': 'tin nhắn',
                'verbose_name_plural': 'tin nhắn',
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='messages_due')],
            },
        ),
    ]
