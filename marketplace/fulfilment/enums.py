"""The states of a stall order and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StallOrderState(models.TextChoices):
    """Where a stall's part of an order stands."""

    NEW = "new", _("Chờ gian hàng xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    PACKED = "packed", _("Đã đóng gói")
    SHIPPED = "shipped", _("Đang giao")
    DELIVERED = "delivered", _("Đã giao")
    CANCELLED = "cancelled", _("Đã hủy")
    RETURNED = "returned", _("Đã trả lại")


# From which state a move may start. A part that left the house can come back, not vanish.
MOVES: dict[str, tuple[str, ...]] = {
    StallOrderState.NEW: (StallOrderState.CONFIRMED, StallOrderState.CANCELLED),
    StallOrderState.CONFIRMED: (StallOrderState.PACKED, StallOrderState.CANCELLED),
    StallOrderState.PACKED: (StallOrderState.SHIPPED, StallOrderState.CANCELLED),
    StallOrderState.SHIPPED: (StallOrderState.DELIVERED, StallOrderState.RETURNED),
    StallOrderState.DELIVERED: (StallOrderState.RETURNED,),
    StallOrderState.CANCELLED: (),
    StallOrderState.RETURNED: (),
}

# Nothing is left to do. A part that arrived may still come back, but nobody waits for it.
ENDED = (StallOrderState.DELIVERED, StallOrderState.CANCELLED, StallOrderState.RETURNED)


class ActorRole(models.TextChoices):
    """Who made a move."""

    SHOPPER = "shopper", _("Người mua")
    STALL = "stall", _("Gian hàng")
    OFFICER = "officer", _("Cán bộ Sở")
    FLOOR = "floor", _("Sàn")


class CancelReason(models.TextChoices):
    """Why a stall cannot send a part. The shopper reads these words."""

    SOLD_OUT = "sold_out", _("Hết hàng")
    DAMAGED = "damaged", _("Hàng hỏng, không đủ tốt để giao")
    UNREACHABLE = "unreachable", _("Không liên lạc được với người nhận")
    TOO_FAR = "too_far", _("Không giao tới địa chỉ này được")
    ASKED = "asked", _("Người mua nhờ hủy")
    OTHER = "other", _("Lý do khác")


class ReturnReason(models.TextChoices):
    """Why goods came back."""

    REFUSED = "refused", _("Người nhận không nhận hàng")
    NOT_FOUND = "not_found", _("Không tìm thấy người nhận")
    NOT_AS_SAID = "not_as_said", _("Hàng không như mô tả")
    BROKEN = "broken", _("Hàng hỏng trên đường")
    OTHER = "other", _("Lý do khác")
