"""Regional names and names of kinds that came after the shipped synonyms: «bắp sú» is cabbage, «đồ khô» dried goods."""

from django.db import migrations

from search.knowledge.shipped import add_synonyms

NEW = frozenset(
    [
        "bánh canh", "ba chỉ", "áo thun", "bánh khoái", "bắp sú", "hột", "hột vịt", "hạt mè", "hạt vừng",
        "lá vằng", "khuyết", "mãng cầu", "rượu ghè", "tập học sinh", "xoong", "phích nước", "bông cúc", "mứt tết",
        "rau sạch", "rau xanh", "đồ khô", "đồ chay", "món chay", "đồ uống", "thức uống", "đồ cúng", "đồ nhậu", "mồi nhậu",
        "hạt dinh dưỡng",
    ]
)  # fmt: skip


def add(apps, schema_editor):
    add_synonyms(apps, NEW)


class Migration(migrations.Migration):
    dependencies = [("search", "0011_old_districts")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
