
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import marketplace.accounts.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='thư điện tử')),
                ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='điện thoại')),
                ('email_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='thư đã xác minh lúc')),
                ('is_staff', models.BooleanField(default=False, verbose_name='xem được hàng ẩn')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='tham gia lúc')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='đóng lúc')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'người dùng',
                'verbose_name_plural': 'người dùng',
            },
            managers=[
                ('objects', marketplace.accounts.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, db_index=True, max_length=64, verbose_name='mã tham chiếu')),
                ('purpose', models.CharField(choices=[('account', 'mở tài khoản'), ('order', 'đặt hàng'), ('marketing_email', 'thư quảng bá')], max_length=20, verbose_name='mục đích')),
                ('document', models.SlugField(max_length=80, verbose_name='văn bản')),
                ('version', models.CharField(max_length=20, verbose_name='bản')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đồng ý lúc')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='rút lại lúc')),
                ('way', models.CharField(max_length=40, verbose_name='cách thức')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='consents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sự đồng ý',
                'verbose_name_plural': 'sự đồng ý',
                'ordering': ('-given_at',),
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_any_case'),
        ),
    ]
