"""The carriers that a stall may choose from the first day; the department keeps the list afterwards."""

from django.db import migrations

from marketplace.accounts.roles import edit_rights, let_officers

# Whether a carrier gives a code.
CARRIERS = (
    ("Bưu điện Việt Nam (VNPost)", True),
    ("EMS Việt Nam", True),
    ("Viettel Post", True),
    ("Giao Hàng Nhanh", True),
    ("Giao Hàng Tiết Kiệm", True),
    ("J&T Express", True),
    ("Ninja Van", True),
    ("Xe khách, xe ghép", False),
    ("Gian hàng tự giao", False),
)


def load(apps, schema_editor):
    carriers = apps.get_model("fulfilment", "Carrier").objects
    for position, (name, needs_code) in enumerate(CARRIERS):
        carriers.get_or_create(name=name, defaults={"needs_code": needs_code, "position": position})
    let_officers(apps, edit_rights("fulfilment", "carrier", "đơn vị giao hàng"))


class Migration(migrations.Migration):
    dependencies = [
        ("fulfilment", "0003_carrier_and_reminder"),
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
