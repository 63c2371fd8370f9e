"""Names of places and things that came after the first shipped synonyms: districts until July 2025, short forms."""

from django.db import migrations

from search.knowledge.shipped import add_synonyms

NEW = frozenset(
    [
        "một nắng", "nc mắm", "cf", "ăn vặt", "đồ ăn vặt", "vĩnh linh", "gio linh", "cam lộ", "đakrông", "hướng hóa",
        "triệu phong", "hải lăng", "ba đồn", "minh hóa", "tuyên hóa", "quảng trạch", "bố trạch", "quảng ninh",
        "lệ thủy", "đồng hới", "đông hà",
    ]
)  # fmt: skip


def add(apps, schema_editor):
    add_synonyms(apps, NEW)


class Migration(migrations.Migration):
    dependencies = [("search", "0010_groups_in_their_order")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
