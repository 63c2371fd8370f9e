"""The officers' rights to the report and the queue of the index, and how long counts are kept, as rows.

Takes the registry of models as an argument, so that a migration and a test build the same thing.
"""

from datetime import date
from typing import Any, Final

from marketplace.accounts.roles import Right, edit_rights, let_officers
from search.counting.retention import USUAL_DAYS

_RIGHTS: Final = (
    Right("search", "questioncount", "read_report", "Xem báo cáo tìm kiếm"),
    Right("search", "indextask", "mend_index", "Cho lập mục lại"),
    *edit_rights("search", "keepingrule", "thời hạn giữ số liệu tìm kiếm"),
)


def set_up_report(apps: Any) -> None:
    """Give officers these rights. Idempotent."""
    let_officers(apps, _RIGHTS)


def load_keeping_rule(apps: Any) -> None:
    """Write the row to start with, unless the department has one."""
    rules = apps.get_model("search", "KeepingRule").objects
    if not rules.exists():
        rules.create(
            days=USUAL_DAYS,
            valid_from=date(2026, 1, 1),
            citation="Quy định của sàn: số liệu gộp theo ngày, không có thông tin cá nhân.",
        )
