"""Rules of stalls are rules like all others: the same names for how sure they are, the same defaults."""

import django.utils.timezone
from django.db import migrations, models

_GRADES = [
    ("A", "đã đọc toàn văn"),
    ("A°", "đã đọc toàn văn trước đây"),
    ("B", "theo nguồn thứ cấp"),
    ("C", "suy luận"),
    ("C/p", "theo văn bản cũ"),
]


def _same(model: str) -> list[migrations.AlterField]:
    fields = {
        "valid_from": models.DateField(default=django.utils.timezone.localdate, verbose_name="áp dụng từ"),
        "citation": models.CharField(blank=True, max_length=200, verbose_name="căn cứ"),
        "grade": models.CharField(
            choices=_GRADES,
            default="C",
            help_text="Dòng chưa đọc toàn văn thì Sở xác nhận rồi hãy tin.",
            max_length=3,
            verbose_name="độ chắc",
        ),
    }
    return [migrations.AlterField(model_name=model, name=name, field=field) for name, field in fields.items()]


class Migration(migrations.Migration):
    dependencies = [("stalls", "0007_pickup_place_and_hours")]

    operations = [*_same("factrule"), *_same("documentrule"), *_same("legalbasis")]
