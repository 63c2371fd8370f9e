"""What the log calls the moves of an import."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what the log says of imports."""
    actions.register_action("exchange.confirm", _("Nhập hàng từ bảng"), _("Xác nhận nhập hàng từ bảng"))
    actions.register_action("exchange.drop", _("Bỏ lần nhập hàng"), _("Bỏ lần nhập hàng từ bảng"))
