"""A dossier is what somebody asks the department to verify: a new stall, or other facts of one that sells.

Facts lie in columns of the stall's own names, so that a verified dossier is copied column by column. What
was verified stays public until another dossier is verified. Papers lie in private storage; a better one
takes the place of the last, which stays as history.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.stalls.enums import (
    DocumentState,
    DossierPurpose,
    DossierState,
    IdentityState,
    StallKind,
)

# What the person may still change, and what waits for somebody at all.
EDITABLE = (DossierState.DRAFT, DossierState.CHANGES_REQUESTED)
OPEN = (*EDITABLE, DossierState.SUBMITTED)
# The columns that a verified dossier hands to its stall.
FACTS = (
    "kind",
    "name",
    "legal_name",
    "representative",
    "tax_code",
    "registration_no",
    "registration_date",
    "registration_authority",
    "street",
    "ward",
    "phone",
    "email",
    "bank_bin",
    "bank_number",
    "bank_holder",
)
# What only the department needs of a person: it stays in the dossier, and the log says no more than that it changed.
PRIVATE_FACTS = ("birth_date", "personal_id", "residence")


class Dossier(models.Model):
    """One request to the department, from its first draft to its last decision."""

    purpose = models.CharField(
        _("việc"), max_length=10, choices=DossierPurpose.choices, default=DossierPurpose.OPENING
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="dossiers",
        verbose_name=_("người nộp"),
    )
    stall = models.ForeignKey(
        "stalls.Stall",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name=_("gian hàng"),
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=18,
        choices=DossierState.choices,
        default=DossierState.DRAFT,
        db_index=True,
    )
    # How often it was handed in: an officer decides on the round that was read.
    round = models.PositiveSmallIntegerField(_("lần nộp"), default=0)

    kind = models.CharField(_("loại"), max_length=12, choices=StallKind.choices, blank=True)
    name = models.CharField(_("tên gian hàng"), max_length=120, blank=True)
    legal_name = models.CharField(_("tên như đã đăng ký"), max_length=200, blank=True)
    representative = models.CharField(_("người đại diện"), max_length=120, blank=True)
    birth_date = models.DateField(_("ngày sinh"), null=True, blank=True)
    personal_id = models.CharField(_("số định danh cá nhân"), max_length=12, blank=True)
    # A household's place of business stands in street and ward; where its owner lives may be elsewhere.
    residence = models.CharField(_("nơi cư trú"), max_length=200, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    registration_no = models.CharField(_("số đăng ký"), max_length=40, blank=True)
    registration_date = models.DateField(_("ngày đăng ký"), null=True, blank=True)
    registration_authority = models.CharField(_("nơi cấp"), max_length=160, blank=True)
    street = models.CharField(_("số nhà, thôn"), max_length=160, blank=True)
    ward = models.ForeignKey(
        "places.Ward",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("xã, phường"),
    )
    phone = models.CharField(_("điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    bank_bin = models.CharField(_("ngân hàng"), max_length=6, blank=True)
    bank_number = models.CharField(_("số tài khoản"), max_length=24, blank=True)
    bank_holder = models.CharField(_("chủ tài khoản"), max_length=120, blank=True)

    identity_adapter = models.SlugField(_("cách đối chiếu danh tính"), max_length=20, blank=True)
    identity_state = models.CharField(
        _("danh tính"), max_length=8, choices=IdentityState.choices, default=IdentityState.OPEN
    )
    identity_at = models.DateTimeField(_("đối chiếu lúc"), null=True, blank=True)

    reasons = models.JSONField(_("mã lý do"), default=list, blank=True)
    note = models.TextField(_("lời của Sở"), blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xem"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người quyết định"),
    )
    created_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    submitted_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("hồ sơ gian hàng")
        verbose_name_plural = _("hồ sơ gian hàng")
        ordering = ("submitted_at", "pk")
        permissions = (("review_dossier", _("Xem xét hồ sơ gian hàng")),)
        constraints = (
            models.UniqueConstraint(
                fields=("keeper",),
                condition=models.Q(purpose=DossierPurpose.OPENING, state__in=OPEN),
                name="one_open_application",
            ),
            models.UniqueConstraint(
                fields=("stall",),
                condition=models.Q(purpose=DossierPurpose.AMENDMENT, state__in=OPEN),
                name="one_open_amendment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("verified", "suspended", "closed"))
                | models.Q(stall__isnull=False),
                name="verified_dossier_has_stall",
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.keeper)

    @property
    def number(self) -> str:
        """The number by which both sides call it."""
        return f"HS-{self.created_at:%y}-{self.pk:05d}"

    @property
    def is_editable(self) -> bool:
        """Whether its keeper may change it now."""
        return self.state in EDITABLE

    @property
    def is_amendment(self) -> bool:
        """Whether it changes a stall that exists."""
        return self.purpose == DossierPurpose.AMENDMENT


class DossierDocument(models.Model):
    """A paper of a dossier. ``file`` is a name in private storage, empty once the file was let go."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="documents", verbose_name=_("hồ sơ")
    )
    rule = models.ForeignKey(
        "stalls.DocumentRule", on_delete=models.PROTECT, related_name="+", verbose_name=_("giấy tờ")
    )
    file = models.CharField(_("tệp"), max_length=120, blank=True)
    digest = models.CharField(_("dấu vân tay"), max_length=64)
    content_type = models.CharField(_("kiểu"), max_length=20)
    size = models.PositiveIntegerField(_("cỡ"))
    original_name = models.CharField(_("tên tệp khi gửi"), max_length=120, blank=True)
    expires_on = models.DateField(_("hết hạn ngày"), null=True, blank=True, db_index=True)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=DocumentState.choices, default=DocumentState.WAITING
    )
    reasons = models.JSONField(_("mã lý do"), default=list, blank=True)
    note = models.TextField(_("lời của Sở"), blank=True)
    is_current = models.BooleanField(_("bản mới nhất trong hồ sơ"), default=True)
    in_force = models.BooleanField(_("đang là giấy của gian hàng"), default=False, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người gửi"),
    )
    uploaded_at = models.DateTimeField(_("gửi lúc"), default=timezone.now)
    decided_at = models.DateTimeField(_("xem lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("giấy tờ")
        verbose_name_plural = _("giấy tờ")
        ordering = ("rule__position", "-uploaded_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "rule"), condition=models.Q(is_current=True), name="one_current_document"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} – {self.dossier}"

    @property
    def is_picture(self) -> bool:
        """Whether a browser shows it by itself."""
        return self.content_type == "image/jpeg"

    @property
    def days_left(self) -> int | None:
        """How many days it is still good, negative when it no longer is."""
        return None if self.expires_on is None else (self.expires_on - timezone.localdate()).days

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over; nobody hands such a paper in, and no officer accepts it."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()
