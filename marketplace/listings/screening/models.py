"""What the check looks for (dated rows), and what it found (rows with their place).

A check is a row from the moment a revision is submitted, so a run that was lost is found again.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, WorkflowState

from marketplace.core.rules import Rule
from marketplace.listings.models import Listing
from marketplace.listings.screening.enums import Act, CheckState, FindingKind, Paper, RuleKind, Severity


class ScreeningRule(Rule):
    """Words that an officer should see. ``words`` and ``masks`` hold one phrase a line."""

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    kind = models.CharField(_("loại"), max_length=8, choices=RuleKind.choices)
    name = models.CharField(_("tên"), max_length=120, help_text=_("Gian hàng và cán bộ đọc tên này."))
    act = models.CharField(_("khi gặp"), max_length=8, choices=Act.choices, default=Act.WARN)
    words = models.TextField(_("từ cần tìm"), help_text=_("Mỗi dòng một từ hoặc cụm từ, viết đủ dấu."))
    masks = models.TextField(
        _("cụm từ vô hại"), blank=True, help_text=_("Từ nằm trong các cụm này thì bỏ qua. Mỗi dòng một cụm.")
    )
    is_accented_only = models.BooleanField(
        _("chỉ tính chữ có dấu"),
        default=False,
        help_text=_("Bỏ dấu dễ nhầm sang chữ khác, ví dụ “nhất” và “Nhật Lệ”."),
    )
    label_groups = models.CharField(
        _("chỉ với nhóm nhãn"), max_length=300, blank=True, help_text=_("Mã cách nhau bằng dấu phẩy.")
    )
    paper = models.CharField(_("hỏi giấy"), max_length=12, choices=Paper.choices, blank=True, default="")
    advice = models.CharField(_("lời dặn"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("quy tắc soi")
        verbose_name_plural = _("quy tắc soi")
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name


class ScreeningLimits(Rule):
    """The figures of the check; the youngest row in force counts."""

    price_low_percent = models.PositiveSmallIntegerField(
        _("giá thấp lạ (% giá giữa của danh mục)"), default=20, validators=[MaxValueValidator(100)]
    )
    price_high_percent = models.PositiveIntegerField(
        _("giá cao lạ (% giá giữa của danh mục)"), default=500, validators=[MinValueValidator(100)]
    )
    price_min_goods = models.PositiveSmallIntegerField(_("cần ít nhất mấy món để so"), default=5)
    picture_side = models.PositiveSmallIntegerField(_("cạnh ảnh ngắn nhất (điểm ảnh)"), default=600)
    picture_distance = models.PositiveSmallIntegerField(
        _("hai ảnh khác nhau tối đa mấy nét thì coi là trùng"), default=6, validators=[MaxValueValidator(16)]
    )
    paper_warn_days = models.PositiveSmallIntegerField(_("báo giấy sắp hết hạn trước (ngày)"), default=30)

    class Meta:
        verbose_name = _("mức soi")
        verbose_name_plural = _("mức soi")
        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return str(_("Mức soi từ %s") % f"{self.valid_from:%d/%m/%Y}")


class SamplingRule(Rule):
    """An officer's dated word that clean goods of clean stalls may go up after the check alone. Off without a row."""

    is_on = models.BooleanField(_("đang bật"), default=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("cán bộ chịu trách nhiệm"),
    )
    share_percent = models.PositiveSmallIntegerField(
        _("rút ra để duyệt tay (%)"), default=20, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    clean_approvals = models.PositiveSmallIntegerField(
        _("gian hàng có ít nhất mấy lần duyệt sạch"), default=5, validators=[MinValueValidator(1)]
    )
    clean_days = models.PositiveSmallIntegerField(
        _("trong mấy ngày không bị từ chối, yêu cầu sửa, gỡ hàng, tạm dừng"),
        default=180,
        validators=[MinValueValidator(1)],
    )

    class Meta:
        verbose_name = _("quy tắc lấy mẫu")
        verbose_name_plural = _("quy tắc lấy mẫu")
        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return str(
            _("Lấy mẫu %(share)s%%, từ %(day)s")
            % {"share": self.share_percent, "day": f"{self.valid_from:%d/%m/%Y}"}
        )

    @property
    def words_of_approval(self) -> str:
        """What an approval by this rule says of itself."""
        facts = {"number": self.pk, "day": f"{self.valid_from:%d/%m/%Y}"}
        return gettext("Duyệt theo quy tắc lấy mẫu số %(number)s, ngày %(day)s.") % facts


class ListingCheck(models.Model):
    """One run over one submitted revision."""

    task_state = models.OneToOneField(TaskState, on_delete=models.CASCADE, related_name="listing_check")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="checks")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=CheckState.choices, default=CheckState.WAITING, db_index=True
    )
    tries = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    error = models.CharField(_("lỗi"), max_length=300, blank=True)
    sampling_rule = models.ForeignKey(
        SamplingRule, null=True, blank=True, on_delete=models.PROTECT, related_name="checks"
    )
    is_drawn = models.BooleanField(
        _("được rút ra để duyệt tay"), null=True, help_text=_("Trống: quy tắc lấy mẫu không áp dụng.")
    )
    created_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    finished_at = models.DateTimeField(_("soi xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần soi")
        verbose_name_plural = _("lần soi")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.listing} ({self.get_state_display()})"


class Finding(models.Model):
    """One thing to look at. ``start`` and ``end`` count characters of the field's text.

    ``saying`` and ``facts`` are read in the language of the page (``sayings``); ``message`` is what the department's
    rule says, or what a check of earlier days said.
    """

    check_run = models.ForeignKey(ListingCheck, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(_("loại"), max_length=16, choices=FindingKind.choices)
    severity = models.CharField(_("mức"), max_length=8, choices=Severity.choices)
    field = models.CharField(_("mục"), max_length=40)
    start = models.PositiveIntegerField(_("từ"), null=True, blank=True)
    end = models.PositiveIntegerField(_("đến"), null=True, blank=True)
    quote = models.CharField(_("trích"), max_length=200, blank=True)
    saying = models.CharField(_("mã câu"), max_length=16, blank=True)
    facts = models.JSONField(_("số liệu của câu"), default=dict, blank=True)
    message = models.CharField(_("lời"), max_length=400, blank=True)
    rule = models.ForeignKey(
        ScreeningRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )
    citation = models.CharField(_("căn cứ"), max_length=200, blank=True)
    other_listing = models.ForeignKey(
        Listing, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("điều soi thấy")
        verbose_name_plural = _("điều soi thấy")
        ordering = ("severity", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.field}"


class TitleMark(models.Model):
    """A listing's title without marks, case and punctuation, so that equal ones meet in an index."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="title_mark")
    key = models.CharField(_("tên rút gọn"), max_length=140, db_index=True)

    class Meta:
        verbose_name = _("dấu tên")
        verbose_name_plural = _("dấu tên")

    def __str__(self) -> str:
        return self.key


class PictureMark(models.Model):
    """A picture's difference hash. Two hashes at most three bits apart share a band, so an index finds them."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="picture_marks")
    digest = models.CharField(_("dấu ảnh"), max_length=64)
    dhash = models.CharField(_("dấu nét"), max_length=16, blank=True)
    band_0 = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    band_1 = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    band_2 = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    band_3 = models.PositiveIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("dấu ảnh")
        verbose_name_plural = _("dấu ảnh")
        constraints = (
            models.UniqueConstraint(fields=("listing", "digest"), name="one_mark_per_listing_and_picture"),
        )
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=("digest",), name="mark_by_digest")]

    def __str__(self) -> str:
        return self.dhash or self.digest


class AutomaticCheckTask(Task):
    """The first stage: a machine looks. It passes on whatever it found and never sends anything back."""

    class Meta:
        verbose_name = _("tự soi mặt hàng")
        verbose_name_plural = _("tự soi mặt hàng")

    def user_can_access_editor(self, obj: Listing, user: AbstractBaseUser) -> bool:  # noqa: ARG002 - Wagtail's signature
        """Nobody edits a listing in the back office."""
        return False

    def get_actions(self, obj: Listing, user: AbstractBaseUser) -> list[tuple[str, str, bool]]:  # noqa: ARG002 - as above
        """Offer nothing: a machine does it."""
        return []

    def get_task_states_user_can_moderate(
        self,
        user: AbstractBaseUser,  # noqa: ARG002 - as above
        **_kwargs: Any,
    ) -> QuerySet[TaskState]:
        """Keep the check out of Wagtail's own panel."""
        none: QuerySet[TaskState] = TaskState.objects.none()
        return none

    def start(self, workflow_state: WorkflowState, user: AbstractBaseUser | None = None) -> TaskState:
        """Start; the receiver has looked by the time this returns, unless it could not."""
        task_state: TaskState = super().start(workflow_state, user=user)
        task_state.refresh_from_db()
        return task_state

    @classmethod
    def get_description(cls) -> str:
        """Say what the stage does, where a workflow is put together."""
        return str(
            _("Máy soi từ ngữ, ảnh, giá và giấy tờ, rồi chuyển cho cán bộ. Máy không duyệt, không từ chối.")
        )
