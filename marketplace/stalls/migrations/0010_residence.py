"""Where the owner of a household lives, beside the place of business."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stalls", "0009_notices")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="residence",
            field=models.CharField(blank=True, max_length=200, verbose_name="nơi cư trú"),
        ),
        migrations.AlterField(
            model_name="factrule",
            name="fact",
            field=models.CharField(
                choices=[
                    ("legal_name", "tên như đã đăng ký"),
                    ("representative", "người đại diện"),
                    ("birth_date", "ngày sinh"),
                    ("personal_id", "số định danh cá nhân"),
                    ("residence", "nơi cư trú"),
                    ("tax_code", "mã số thuế"),
                    ("registration_no", "số đăng ký"),
                    ("registration_date", "ngày đăng ký"),
                    ("registration_authority", "nơi cấp"),
                    ("street", "số nhà, thôn"),
                    ("ward", "xã, phường"),
                    ("phone", "điện thoại"),
                    ("email", "thư điện tử"),
                    ("bank_bin", "ngân hàng"),
                    ("bank_number", "số tài khoản"),
                    ("bank_holder", "chủ tài khoản"),
                ],
                max_length=24,
                verbose_name="thông tin phải có",
            ),
        ),
    ]
