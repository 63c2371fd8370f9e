"""A stall is one-to-one with Oscar's partner; its public facts are what the law wants shown.

Beside it: who works there, who was invited, when it was suspended, what it asks for delivery.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.stalls.capabilities import MAY
from marketplace.stalls.enums import (
    Capability,
    MemberRole,
    ShippingWay,
    ShippingZone,
    StallKind,
    StallStatus,
)
from marketplace.stalls.models.rules import LegalBasis


class Stall(models.Model):
    """Who sells. ``status`` is guarded by a trigger: no public product stands at an inactive stall."""

    partner = models.OneToOneField(
        "partner.Partner", on_delete=models.PROTECT, related_name="stall", verbose_name=_("đối tác")
    )
    slug = models.SlugField(_("địa chỉ trang"), max_length=80, unique=True)
    name = models.CharField(_("tên gian hàng"), max_length=120, unique=True)
    legal_name = models.CharField(
        _("tên như đã đăng ký"),
        max_length=200,
        blank=True,
        help_text=_("Tên trong giấy đăng ký, hoặc họ tên cá nhân."),
    )
    kind = models.CharField(_("loại"), max_length=12, choices=StallKind.choices)
    status = models.CharField(
        _("trạng thái"), max_length=12, choices=StallStatus.choices, default=StallStatus.ACTIVE, db_index=True
    )
    suspended_at = models.DateTimeField(_("tạm dừng lúc"), null=True, blank=True)
    suspension_reason = models.TextField(_("lý do tạm dừng"), blank=True)
    # Closed for some days by the stall itself: the goods stay readable, nobody can order them.
    away_from = models.DateField(_("nghỉ từ ngày"), null=True, blank=True)
    away_until = models.DateField(_("nghỉ đến hết ngày"), null=True, blank=True)
    away_note = models.CharField(_("lời nhắn khi nghỉ"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)

    representative = models.CharField(_("người đại diện"), max_length=120)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    registration_no = models.CharField(_("số đăng ký"), max_length=40, blank=True)
    registration_date = models.DateField(_("ngày đăng ký"), null=True, blank=True)
    registration_authority = models.CharField(_("nơi cấp"), max_length=160, blank=True)
    street = models.CharField(_("số nhà, thôn"), max_length=160)
    ward = models.ForeignKey(
        "places.Ward", on_delete=models.PROTECT, related_name="stalls", verbose_name=_("xã, phường")
    )
    phone = models.CharField(_("điện thoại"), max_length=16)
    email = models.EmailField(_("thư điện tử"))
    bank_bin = models.CharField(_("mã ngân hàng"), max_length=6, blank=True)
    bank_number = models.CharField(_("số tài khoản"), max_length=24, blank=True)
    bank_holder = models.CharField(_("chủ tài khoản"), max_length=120, blank=True)

    tagline = models.CharField(_("câu giới thiệu"), max_length=160, blank=True)
    story = models.TextField(_("câu chuyện"), blank=True)
    banner = models.CharField(
        _("tranh đầu trang"), max_length=200, blank=True, help_text=_("Tệp trong kho ảnh, rộng gấp 16/9.")
    )
    selling_since = models.PositiveSmallIntegerField(_("bán từ năm"))
    verified_on = models.DateField(_("Sở xác minh ngày"), null=True, blank=True)
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("gian hàng")
        verbose_name_plural = _("gian hàng")
        ordering = ("name",)
        permissions = (("suspend_stall", _("Tạm dừng và mở lại gian hàng")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(away_from__isnull=True, away_until__isnull=True)
                | models.Q(away_from__isnull=False, away_until__gte=models.F("away_from")),
                name="days_off_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the stall's page."""
        return reverse("storefront:stall", kwargs={"slug": self.slug})

    @property
    def address(self) -> str:
        """Return where it is, in one line; its commune and province are read with it."""
        return f"{self.street}, {self.ward.name}, {self.ward.province.name}"

    @property
    def is_active(self) -> bool:
        """Whether the stall may sell."""
        return self.status == StallStatus.ACTIVE

    @property
    def is_closed(self) -> bool:
        """Whether the stall closed for good."""
        return self.status == StallStatus.CLOSED

    def is_away(self, on: date | None = None) -> bool:
        """Whether the stall takes a day off, today unless told otherwise."""
        if self.away_from is None or self.away_until is None:
            return False
        return self.away_from <= (on or timezone.localdate()) <= self.away_until

    @property
    def has_days_off_ahead(self) -> bool:
        """Whether days off are announced that have not ended: who orders now should know of them."""
        return self.away_until is not None and self.away_until >= timezone.localdate()

    @property
    def takes_orders(self) -> bool:
        """Whether anybody can order from it now."""
        return self.is_active and not self.is_away()


class StallMember(models.Model):
    """A person who works for a stall."""

    stall = models.ForeignKey(
        Stall, on_delete=models.CASCADE, related_name="members", verbose_name=_("gian hàng")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="stall_memberships",
        verbose_name=_("người"),
    )
    role = models.CharField(_("vai trò"), max_length=8, choices=MemberRole.choices, default=MemberRole.OWNER)

    class Meta:
        verbose_name = _("thành viên gian hàng")
        verbose_name_plural = _("thành viên gian hàng")
        constraints = (models.UniqueConstraint(fields=("stall", "user"), name="one_membership_per_stall"),)

    def __str__(self) -> str:
        return f"{self.user} – {self.stall}"

    def may(self, capability: Capability | str) -> bool:
        """Whether the role allows this."""
        return Capability(capability) in MAY[MemberRole(self.role)]

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything the role allows; a template asks ``"pack_orders" in member.capabilities``."""
        return MAY[MemberRole(self.role)]


class StallInvitation(models.Model):
    """An offer to work for a stall. The link holds a key that is used once; here lies only its digest."""

    stall = models.ForeignKey(
        Stall, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("gian hàng")
    )
    email = models.EmailField(_("thư điện tử"))
    role = models.CharField(_("vai trò"), max_length=8, choices=MemberRole.choices)
    key_digest = models.CharField(_("dấu vân tay của khóa"), max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("người mời"),
    )
    created_at = models.DateTimeField(_("mời lúc"), default=timezone.now)
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    accepted_at = models.DateTimeField(_("nhận lời lúc"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lời mời")
        verbose_name_plural = _("lời mời")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.email} – {self.stall}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class StallSuspension(models.Model):
    """One suspension: why, by which article, by whom, from when to when."""

    stall = models.ForeignKey(
        Stall, on_delete=models.CASCADE, related_name="suspensions", verbose_name=_("gian hàng")
    )
    reason = models.TextField(_("lý do"))
    basis = models.ForeignKey(
        LegalBasis, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("căn cứ")
    )
    started_at = models.DateTimeField(_("từ lúc"), default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người tạm dừng"),
    )
    ended_at = models.DateTimeField(_("đến lúc"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người mở lại"),
    )

    class Meta:
        verbose_name = _("lần tạm dừng")
        verbose_name_plural = _("lần tạm dừng")
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("stall",), condition=models.Q(ended_at=None), name="one_open_suspension"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stall}: {self.reason}"


class ShippingRate(models.Model):
    """What a stall asks to bring goods to a zone. A stall without a rate for a zone does not go there."""

    stall = models.ForeignKey(
        Stall, on_delete=models.CASCADE, related_name="shipping_rates", verbose_name=_("gian hàng")
    )
    way = models.CharField(
        _("cách giao"), max_length=10, choices=ShippingWay.choices, default=ShippingWay.DELIVERY
    )
    zone = models.CharField(_("vùng"), max_length=10, choices=ShippingZone.choices)
    charge = models.PositiveIntegerField(_("phí (đồng)"))
    free_from = models.PositiveIntegerField(_("miễn phí từ (đồng)"), null=True, blank=True)
    days_min = models.PositiveSmallIntegerField(_("sớm nhất (ngày)"), default=1)
    days_max = models.PositiveSmallIntegerField(_("muộn nhất (ngày)"), default=3)

    pickup_place = models.CharField(
        _("nơi đến lấy"), max_length=160, blank=True, help_text=_("Để trống là tại địa chỉ gian hàng.")
    )
    pickup_hours = models.CharField(_("giờ đến lấy"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("phí giao hàng")
        verbose_name_plural = _("phí giao hàng")
        ordering = ("stall", "zone", "way")
        constraints = (
            models.UniqueConstraint(fields=("stall", "way", "zone"), name="one_rate_per_way_and_zone"),
            models.CheckConstraint(
                condition=models.Q(days_min__lte=models.F("days_max")), name="days_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stall}: {self.get_way_display()}, {self.get_zone_display()}"
