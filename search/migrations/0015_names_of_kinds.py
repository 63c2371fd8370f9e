"""More other names: of kinds («quần áo» is áo and váy), of the south and the north («bao tay», glove), in English."""

from django.db import migrations

from search.knowledge.shipped import add_synonyms

NEW = frozenset(
    [
        "tiêu sọ", "giấm", "siro", "găng tay", "khăn choàng", "nước khoáng", "nhum", "trùn quế",
        "quạt điện", "hành lá", "hành tím", "ớt xiêm", "khăn tắm", "dép lốp", "bình giữ nhiệt", "đầm",
        "bỏng ngô", "nông cụ", "chăn ga gối nệm", "nhà bếp", "đồ bếp", "đồ dùng nhà bếp", "học tập",
        "đồ dùng học tập", "dụng cụ học tập", "quần áo", "giò chả", "nước chấm", "đồ chua", "nước uống",
        "đồ uống có cồn", "đồ trang trí", "beef jerky", "jerky", "banana chips", "cookies", "silk scarf",
        "rice cooker", "power bank", "thermos", "pepper mill", "calendar", "oyster", "clam", "snail",
        "jellyfish", "seaweed", "tamarind", "passion fruit", "dragon fruit", "custard apple", "soursop",
        "mulberry", "strawberry", "vegetarian", "vegan", "bee pollen", "royal jelly", "beeswax",
        "cordyceps", "mung bean", "black bean", "red bean", "butterfly pea", "anchovy", "mackerel",
        "prawn", "handicraft", "ceramic", "wooden", "tea bag", "cinnamon", "pickle", "vermicelli",
        "glass noodle", "meat", "sea salt", "molasses", "peanut candy",
    ]
)  # fmt: skip


def add(apps, schema_editor):
    add_synonyms(apps, NEW)


class Migration(migrations.Migration):
    dependencies = [("search", "0014_texts_without_labels")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
