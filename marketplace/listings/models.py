"""A listing is what a stall asks to sell. It has revisions; the shelf has only approved ones (law 1).

Price and stock are never in a revision (law 2): before the first approval they lie on
:class:`Offer`, afterwards on Oscar's stockrecord alone.
"""

from contextvars import ContextVar
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import (
    AbstractGroupApprovalTask,
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TaskState,
    WorkflowMixin,
    WorkflowState,
)

from marketplace.listings.enums import PaperKind
from marketplace.stalls.services import lock_stall


def private_storage() -> Any:
    """Return the storage of pictures that nobody approved yet; no address leads to it."""
    return storages["private"]


# The listing that is being published; Wagtail makes an object of its own for it.
_publishing: ContextVar[int | None] = ContextVar("publishing_listing", default=None)

# A revision never carries these back: they are the listing's own, whatever a draft once said.
WHOLE_LISTING_FIELDS = ("stall_id", "sku", "product_id", "archived_at", "created_at", "live_revision_id")


class Listing(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel
):
    """What a stall wants to sell, with its claims, pictures and label data."""

    stall = models.ForeignKey(
        "stalls.Stall", on_delete=models.PROTECT, related_name="listings", verbose_name=_("gian hàng")
    )
    product = models.OneToOneField(
        "catalogue.Product",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="listing",
    )
    sku = models.CharField(_("mã hàng"), max_length=40)
    title = models.CharField(_("tên hàng"), max_length=120)
    category = models.ForeignKey(
        "catalogue.Category", on_delete=models.PROTECT, related_name="+", verbose_name=_("danh mục")
    )
    # A draft may still lack it; ``checks`` asks for it before anybody is asked to approve.
    description = models.TextField(_("mô tả"), max_length=6000, blank=True)
    origin_ward = models.ForeignKey(
        "places.Ward",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("nơi làm ra"),
    )
    label_group = models.CharField(_("nhóm nhãn"), max_length=24)
    label_data = models.JSONField(_("dữ liệu nhãn"), default=dict, blank=True)
    ocop_stars = models.PositiveSmallIntegerField(_("sao OCOP"), default=0)
    ocop_set = models.PositiveSmallIntegerField(_("bộ sản phẩm OCOP"), null=True, blank=True)
    ocop_decision_no = models.CharField(_("quyết định OCOP"), max_length=60, blank=True)
    ocop_authority = models.CharField(_("cơ quan công nhận OCOP"), max_length=160, blank=True)
    ocop_issued_on = models.DateField(_("OCOP cấp ngày"), null=True, blank=True)
    ocop_expires_on = models.DateField(_("OCOP hết hạn"), null=True, blank=True)
    archived_at = models.DateTimeField(_("cất kho lúc"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)

    objects: ClassVar[models.Manager["Listing"]] = models.Manager()

    class Meta:
        verbose_name = _("mặt hàng")
        verbose_name_plural = _("mặt hàng")
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=("stall", "sku"), name="listing_sku_once_per_stall"),)
        permissions = (("publish_listing", _("Duyệt mặt hàng lên kệ")),)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_serializable_data(
        cls,
        data: dict[str, Any],
        check_fks: bool = True,  # noqa: ARG003, FBT001, FBT002 - modelcluster's signature
        strict_fks: bool = False,  # noqa: FBT001, FBT002 - as above
    ) -> "Listing":
        """Read a revision without looking up each foreign key; ``checks`` asks for the one that may go."""
        listing: Listing = super().from_serializable_data(data, check_fks=False, strict_fks=strict_fks)
        return listing

    def with_content_json(self, content: dict[str, Any]) -> "Listing":
        """Return the revision's content; what belongs to the listing as a whole is never taken from it."""
        listing: Listing = super().with_content_json(content)
        for field in WHOLE_LISTING_FIELDS:
            setattr(listing, field, getattr(self, field))
        return listing

    @property
    def known_category(self) -> Any:
        """Return the category, or nothing where a draft names one that was deleted since."""
        try:
            return self.category
        except ObjectDoesNotExist:
            return None

    @transaction.atomic
    def publish(self, revision: Any, **options: Any) -> None:
        """Put ``revision`` on the shelf, or nothing at all: the shelf hears of it in this transaction."""
        lock_stall(self.stall_id)
        # Whoever held the lock before may have made the product, or a newer draft.
        self.refresh_from_db(fields=[*WHOLE_LISTING_FIELDS, "live", "first_published_at", "latest_revision"])
        token = _publishing.set(self.pk)
        try:
            super().publish(revision, **options)
        finally:
            _publishing.reset(token)

    @property
    def current_workflow_state(self) -> WorkflowState | None:
        """Return the review under way; none while publishing, or Wagtail would end the review of what waits."""
        if _publishing.get() == self.pk:
            return None
        state: WorkflowState | None = super().current_workflow_state
        return state

    @transaction.atomic
    def unpublish(self, **options: Any) -> None:
        """Take the listing off the shelf; draft and revisions stay."""
        lock_stall(self.stall_id)
        self.refresh_from_db()
        super().unpublish(**options)

    def get_preview_template(self, request: Any, mode_name: str) -> str:  # noqa: ARG002 - Wagtail's signature
        """Return the template that shows the listing as the shopper will see it."""
        return "listings/preview.html"


class ListingVariant(models.Model):
    """One way to buy the listing: «túi 250 g». A listing has at least one."""

    listing = ParentalKey(Listing, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("mã"), max_length=40)
    name = models.CharField(_("tên"), max_length=60, blank=True)
    unit = models.CharField(_("đơn vị bán"), max_length=40)
    net_quantity = models.DecimalField(
        _("định lượng"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    net_unit = models.CharField(_("đơn vị định lượng"), max_length=8, blank=True)
    weight_g = models.PositiveIntegerField(_("cân nặng khi gửi (g)"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("quy cách")
        verbose_name_plural = _("quy cách")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name or self.unit


class ListingPicture(models.Model):
    """A picture of the listing, in private storage. A file is never rewritten: its name is its content's."""

    listing = ParentalKey(Listing, on_delete=models.CASCADE, related_name="pictures")
    file = models.ImageField(
        _("tệp"),
        storage=private_storage,
        upload_to="listings",
        max_length=200,
        width_field="width",
        height_field="height",
    )
    width = models.PositiveIntegerField(_("rộng"), default=0)
    height = models.PositiveIntegerField(_("cao"), default=0)
    digest = models.CharField(_("dấu ảnh"), max_length=64, blank=True)
    alt = models.CharField(_("lời tả"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("ảnh")
        verbose_name_plural = _("ảnh")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.file.name or ""


class ListingPaper(models.Model):
    """A paper that proves something about the goods, its file in private storage. Part of the revision."""

    listing = ParentalKey(Listing, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("loại giấy tờ"), max_length=12, choices=PaperKind.choices)
    number = models.CharField(_("số"), max_length=60, blank=True)
    issuer = models.CharField(_("nơi cấp"), max_length=160, blank=True)
    issued_on = models.DateField(_("ngày cấp"), null=True, blank=True)
    expires_on = models.DateField(_("ngày hết hạn"), null=True, blank=True)
    # Codes of the rules that ask for it (``RestrictionRule.code``); only a licence has them.
    answers = models.JSONField(_("cho loại hàng"), default=list, blank=True)
    file = models.CharField(_("tệp"), max_length=200, blank=True)
    digest = models.CharField(_("dấu tệp"), max_length=64, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("giấy tờ")
        verbose_name_plural = _("giấy tờ")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    @property
    def has_expired(self) -> bool:
        """Whether the paper ran out before today."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def is_whole(self) -> bool:
        """Whether it says all that a licence has to: its number, its end, and the paper itself."""
        return bool(self.number and self.file and self.expires_on)

    @property
    def is_good_licence(self) -> bool:
        """Whether it is a licence that says all and holds today."""
        return self.kind == PaperKind.LICENCE and self.is_whole and not self.has_expired


class Offer(models.Model):
    """Price and stock of a variant that is not on the shelf yet. Read once, at its first approval."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="offers")
    sku = models.CharField(_("mã"), max_length=40)
    price = models.PositiveIntegerField(_("giá (đồng)"))
    price_was = models.PositiveIntegerField(_("giá cũ (đồng)"), null=True, blank=True)
    stock = models.PositiveIntegerField(_("tồn kho"), default=0)

    class Meta:
        verbose_name = _("giá và tồn kho ban đầu")
        verbose_name_plural = _("giá và tồn kho ban đầu")
        constraints = (models.UniqueConstraint(fields=("listing", "sku"), name="one_offer_per_variant"),)

    def __str__(self) -> str:
        return self.sku


class ListingReviewTask(AbstractGroupApprovalTask):
    """The department's look at a submitted revision.

    Wagtail's own buttons act on the latest revision and open the edit form, so it is told that there
    is nothing to do here: officers decide on the page of the queue, which shows the task's revision.
    """

    class Meta:
        verbose_name = _("duyệt mặt hàng")
        verbose_name_plural = _("duyệt mặt hàng")

    def start(self, workflow_state: WorkflowState, user: AbstractBaseUser | None = None) -> TaskState:
        """Start this stage on the revision of the stage before; Wagtail would take the latest draft."""
        before = workflow_state.current_task_state
        if before is not None:
            # Only in memory: whatever was saved since is no part of this review.
            workflow_state.content_object.latest_revision = before.revision
        task_state: TaskState = super().start(workflow_state, user=user)
        return task_state

    def is_for(self, user: AbstractBaseUser) -> bool:
        """Say whether this stage is ``user``'s to decide; a province may give stages to different groups."""
        return bool(user.is_superuser or self._user_in_groups(user))  # type: ignore[attr-defined]  # every user of ours has both

    def may_be_decided_by(self, user: AbstractBaseUser) -> bool:
        """Say whether ``user`` may approve at all, and this stage is theirs."""
        return bool(user.has_perm("listings.publish_listing") and self.is_for(user))  # type: ignore[attr-defined]  # as above

    def user_can_access_editor(self, obj: Listing, user: AbstractBaseUser) -> bool:  # noqa: ARG002 - Wagtail's signature
        """Nobody edits a listing in the back office."""
        return False

    def get_actions(self, obj: Listing, user: AbstractBaseUser) -> list[tuple[str, str, bool]]:  # noqa: ARG002 - as above
        """Offer none of Wagtail's buttons."""
        return []

    def get_task_states_user_can_moderate(
        self,
        user: AbstractBaseUser,  # noqa: ARG002 - Wagtail's signature
        **_kwargs: Any,
    ) -> QuerySet[TaskState]:
        """Keep listings out of Wagtail's own panel; the queue has them."""
        none: QuerySet[TaskState] = TaskState.objects.none()
        return none


from marketplace.listings.desk_models import (  # noqa: E402 - they point at the models above
    EditingDraft,
    LabelRule,
    ListingRemark,
    ListingSettings,
    OcopSet,
    PriceChange,
    ReviewDecision,
)

__all__ = (
    "EditingDraft",
    "LabelRule",
    "Listing",
    "ListingPaper",
    "ListingPicture",
    "ListingRemark",
    "ListingReviewTask",
    "ListingSettings",
    "ListingVariant",
    "OcopSet",
    "Offer",
    "PriceChange",
    "ReviewDecision",
)
