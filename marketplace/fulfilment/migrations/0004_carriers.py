"""The carriers that a stall may choose from the first day; the department keeps the list afterwards."""

from django.db import migrations

from marketplace.accounts.roles import OFFICERS

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
    officers, _made = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICERS)
    carrier_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="fulfilment", model="carrier"
    )
    for action in ("add", "change", "view"):
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=carrier_type,
            codename=f"{action}_carrier",
            defaults={"name": f"Can {action} đơn vị giao hàng"},
        )
        officers.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("fulfilment", "0003_carrier_and_reminder"),
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
