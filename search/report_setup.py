"""The officers' rights to the report and the queue of the index, and how long counts are kept, as rows.

Takes the registry of models as an argument, so that a migration and a test build the same thing.
"""

from datetime import date
from typing import Any, Final

from marketplace.accounts.roles import OFFICERS
from search.retention import USUAL_DAYS

_RIGHTS: Final = (
    ("questioncount", "read_report", "Xem báo cáo tìm kiếm"),
    ("indextask", "mend_index", "Cho lập mục lại"),
    ("keepingrule", "add_keepingrule", "Can add thời hạn giữ số liệu tìm kiếm"),
    ("keepingrule", "change_keepingrule", "Can change thời hạn giữ số liệu tìm kiếm"),
    ("keepingrule", "view_keepingrule", "Can view thời hạn giữ số liệu tìm kiếm"),
)


def set_up_report(apps: Any) -> None:
    """Give officers these rights. Idempotent."""
    officers, _made = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICERS)
    for model, codename, name in _RIGHTS:
        content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="search", model=model
        )
        right, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        officers.permissions.add(right)


def load_keeping_rule(apps: Any) -> None:
    """Write the row to start with, unless the department has one."""
    rules = apps.get_model("search", "KeepingRule").objects
    if not rules.exists():
        rules.create(
            days=USUAL_DAYS,
            valid_from=date(2026, 1, 1),
            citation="Quy định của sàn: số liệu gộp theo ngày, không có thông tin cá nhân.",
        )
