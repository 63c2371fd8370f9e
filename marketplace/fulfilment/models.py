"""What was bound with the shopper, each stall's part of it, what happened to a part, and the parcels that left.

Carriers are rows: the department adds one when a new one drives through the province.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.stalls.enums import ShippingWay


class Placement(models.Model):
    """Ties a basket to its one order, and holds the key of the order's page and whom to tell."""

    basket = models.OneToOneField("basket.Basket", on_delete=models.PROTECT, related_name="placement")
    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="placement")
    token = models.CharField(_("khóa trang đơn"), max_length=64, unique=True)
    email_verified = models.BooleanField(_("thư đã xác minh"), default=False)
    contact_name = models.CharField(_("người đặt"), max_length=120)
    contact_phone = models.CharField(_("điện thoại"), max_length=16)
    contact_email = models.EmailField(_("thư điện tử"), blank=True, db_index=True)
    note = models.TextField(_("lời nhắn"), blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    created_at = models.DateTimeField(_("lúc"), auto_now_add=True)
    forgotten_at = models.DateTimeField(
        _("xóa thông tin người mua lúc"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("lần đặt hàng")
        verbose_name_plural = _("lần đặt hàng")

    def __str__(self) -> str:
        return str(self.order_id)


class StallOrder(models.Model):
    """One stall's part of one order. Its lines are the order's lines of the stall's partner.

    Amounts are integer đồng. ``reference`` is the opaque name by which payments know it.
    """

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="stall_orders")
    stall = models.ForeignKey("stalls.Stall", on_delete=models.PROTECT, related_name="stall_orders")
    number = models.CharField(_("số"), max_length=40, unique=True)
    reference = models.CharField(_("mã thanh toán"), max_length=64, unique=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=StallOrderState.choices,
        default=StallOrderState.NEW,
        db_index=True,
    )
    goods_total = models.PositiveBigIntegerField(_("tiền hàng"))
    shipping_charge = models.PositiveIntegerField(_("phí giao"))
    shipping_way = models.CharField(_("cách giao"), max_length=10, choices=ShippingWay.choices)
    # Where and when the buyer fetches it, as it was said when the order was placed.
    pickup_place = models.CharField(_("nơi đến lấy"), max_length=300, blank=True)
    pickup_hours = models.CharField(_("giờ đến lấy"), max_length=120, blank=True)
    days_min = models.PositiveSmallIntegerField(_("sớm nhất (ngày)"), default=1)
    days_max = models.PositiveSmallIntegerField(_("muộn nhất (ngày)"), default=3)
    destination = models.ForeignKey(
        "places.Ward", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("đặt lúc"), default=timezone.now)
    changed_at = models.DateTimeField(_("đổi lúc"), default=timezone.now)
    reminded_at = models.DateTimeField(_("đã nhắc gian hàng lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("phần đơn của gian hàng")
        verbose_name_plural = _("phần đơn của gian hàng")
        ordering = ("-created_at", "pk")
        constraints = (models.UniqueConstraint(fields=("order", "stall"), name="one_part_per_stall"),)
        indexes = (models.Index(fields=("stall", "state", "-created_at"), name="stall_queue"),)

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> int:
        """Return goods and delivery, in đồng."""
        return self.goods_total + self.shipping_charge

    @property
    def fetch_place(self) -> str:
        """Where the buyer fetches it, if they do: at the stall's address where an older part says nothing else."""
        if self.shipping_way != ShippingWay.PICKUP:
            return ""
        return self.pickup_place or self.stall.address


class StallOrderEvent(models.Model):
    """What happened to a part, when and by whom. Never changed, never deleted."""

    stall_order = models.ForeignKey(StallOrder, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(_("trạng thái"), max_length=10, choices=StallOrderState.choices)
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    role = models.CharField(_("vai"), max_length=8, choices=ActorRole.choices)
    note = models.CharField(_("lời ghi"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("việc của phần đơn")
        verbose_name_plural = _("việc của phần đơn")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.stall_order}: {self.get_state_display()}"


class Shipment(models.Model):
    """A parcel."""

    stall_order = models.ForeignKey(StallOrder, on_delete=models.PROTECT, related_name="shipments")
    carrier = models.CharField(_("đơn vị giao"), max_length=80)
    tracking_code = models.CharField(_("mã vận đơn"), max_length=60, blank=True)
    shipped_at = models.DateTimeField(_("gửi lúc"), default=timezone.now)
    delivered_at = models.DateTimeField(_("giao lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("chuyến giao")
        verbose_name_plural = _("chuyến giao")
        ordering = ("shipped_at",)

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_code}".strip()


class StallFigures(models.Model):
    """How a stall kept its word over the last months: counts that ``fulfilment.figures`` makes anew every night.

    Shares are whole percents, rounded down; where there is too little to judge by they are None.
    """

    # Of fewer parts than this nothing is said: one late parcel would speak for a whole stall.
    FEWEST = 5

    stall = models.OneToOneField("stalls.Stall", on_delete=models.CASCADE, related_name="figures")
    delivered = models.PositiveIntegerField(_("đã giao"), default=0)
    # Parts whose last promised day is over, and those of them that were there by its end.
    due = models.PositiveIntegerField(_("đã tới hẹn giao"), default=0)
    in_time = models.PositiveIntegerField(_("giao đúng hẹn"), default=0)
    # Parts that are older than a day, and those of them that were confirmed within it.
    waited = models.PositiveIntegerField(_("đã chờ một ngày"), default=0)
    answered = models.PositiveIntegerField(_("xác nhận trong một ngày"), default=0)
    counted_at = models.DateTimeField(_("đếm lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("số liệu giao hàng")
        verbose_name_plural = _("số liệu giao hàng")

    def __str__(self) -> str:
        return str(self.stall_id)

    @property
    def in_time_percent(self) -> int | None:
        """Of what was due, how much came in time."""
        return self.in_time * 100 // self.due if self.due >= self.FEWEST else None

    @property
    def answered_percent(self) -> int | None:
        """Of what was asked for, how much was confirmed within a day."""
        return self.answered * 100 // self.waited if self.waited >= self.FEWEST else None

    @property
    def is_shown(self) -> bool:
        """Whether the stall delivered enough to be spoken of."""
        return self.delivered >= self.FEWEST


class Carrier(models.Model):
    """Somebody who brings parcels, as stalls choose from a list."""

    name = models.CharField(_("đơn vị giao"), max_length=80, unique=True)
    needs_code = models.BooleanField(
        _("có mã vận đơn"), default=True, help_text=_("Gian hàng phải ghi mã khi giao qua đơn vị này.")
    )
    is_active = models.BooleanField(_("đang dùng"), default=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("đơn vị giao hàng")
        verbose_name_plural = _("đơn vị giao hàng")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name
