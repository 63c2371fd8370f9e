"""The shelf: ``Product`` holds only what the department approved (law 1).

``marketplace.listings.shelf.publishing`` is the only writer; a CHECK and a trigger refuse the rest.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractCategory, AbstractProduct, AbstractProductImage

from marketplace.core.files.pictures import Picture, rendition_name
from marketplace.core.rules import Rule
from marketplace.shop.catalogue.file_models import FileMove  # noqa: F401 - Django looks for models here
from marketplace.shop.catalogue.view_models import DailyViews  # noqa: F401 - Django looks for models here


class Category(AbstractCategory):
    """An aisle. Its slug is unique over the whole tree: addresses have one level."""

    name_en = models.CharField(_("tên tiếng Anh"), max_length=255, blank=True)
    motif = models.CharField(
        _("tranh"), max_length=200, blank=True, help_text=_("Tệp tranh của quầy trong kho ảnh.")
    )

    class Meta(AbstractCategory.Meta):
        constraints = (models.UniqueConstraint(fields=("slug",), name="category_slug_once"),)

    def get_absolute_url(self) -> str:
        """Return the address of the category's list."""
        return reverse("search:category", kwargs={"slug": self.slug})

    def _get_absolute_url(self, parent_slug: str | None = None) -> str:  # noqa: ARG002 - Oscar's signature
        return self.get_absolute_url()


class FormerCategoryAddress(models.Model):
    """An address that a category had once; it leads to the present one for good."""

    slug = models.SlugField(_("địa chỉ cũ"), max_length=255, unique=True)
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="former_addresses", verbose_name=_("danh mục")
    )
    left_at = models.DateTimeField(_("đổi lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("địa chỉ cũ của danh mục")
        verbose_name_plural = _("địa chỉ cũ của danh mục")
        ordering = ("-left_at",)

    def __str__(self) -> str:
        return self.slug


class Product(AbstractProduct):
    """What is on sale. Children repeat stall and revision, so that each row stands the CHECK alone."""

    stall = models.ForeignKey(
        "stalls.Stall",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
        verbose_name=_("gian hàng"),
    )
    approved_revision = models.ForeignKey(
        "wagtailcore.Revision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("bản đã duyệt"),
    )
    sku = models.CharField(
        _("mã hàng"), max_length=40, blank=True, help_text=_("Mã của gian hàng, riêng trong gian.")
    )
    position = models.PositiveSmallIntegerField(
        _("thứ tự"), default=0, help_text=_("Của quy cách trong mặt hàng.")
    )
    published_at = models.DateTimeField(_("lên kệ lần đầu"), null=True, blank=True, db_index=True)

    unit = models.CharField(_("đơn vị bán"), max_length=40, blank=True, help_text=_("Ví dụ: «túi 500 g»."))
    net_quantity = models.DecimalField(
        _("định lượng"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    net_unit = models.CharField(_("đơn vị định lượng"), max_length=8, blank=True)
    weight_g = models.PositiveIntegerField(_("cân nặng khi gửi (g)"), null=True, blank=True)

    label_group = models.CharField(_("nhóm nhãn"), max_length=24, blank=True)
    label_data = models.JSONField(_("dữ liệu nhãn"), default=dict, blank=True)
    origin_ward = models.ForeignKey(
        "places.Ward",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("nơi làm ra"),
    )
    ocop_stars = models.PositiveSmallIntegerField(_("sao OCOP"), default=0)
    ocop_set = models.PositiveSmallIntegerField(_("bộ sản phẩm OCOP"), null=True, blank=True)
    ocop_decision_no = models.CharField(_("quyết định OCOP"), max_length=60, blank=True)
    ocop_authority = models.CharField(_("cơ quan công nhận OCOP"), max_length=160, blank=True)
    ocop_issued_on = models.DateField(_("OCOP cấp ngày"), null=True, blank=True)
    ocop_expires_on = models.DateField(_("OCOP hết hạn"), null=True, blank=True)

    sold_count = models.PositiveIntegerField(_("đã bán"), default=0)
    review_count = models.PositiveIntegerField(_("số đánh giá"), default=0)

    class Meta(AbstractProduct.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(approved_revision__isnull=False, stall__isnull=False),
                name="public_product_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(ocop_stars=0) | Q(ocop_stars__gte=3, ocop_stars__lte=5), name="ocop_3_to_5"
            ),
            models.UniqueConstraint(
                fields=("slug",), condition=~Q(structure="child"), name="product_slug_once"
            ),
        )

    def get_absolute_url(self) -> str:
        """Return the address of the product's page; a child is shown on its parent's."""
        slug = self.parent.slug if self.is_child else self.slug
        return reverse("catalogue:detail", kwargs={"product_slug": slug})

    @property
    def valid_ocop_stars(self) -> int:
        """Return the stars of a certificate that has not run out."""
        expires = self.ocop_expires_on
        return 0 if expires is not None and expires < timezone.localdate() else self.ocop_stars

    def update_rating(self) -> None:
        """Do nothing: Oscar calls this for every review saved and would write the whole row back.

        ``storefront.reviews.refresh_rating`` writes the two figures when what is shown changes.
        """


class ProductImage(AbstractProductImage):
    """A picture on the shelf. ``widths`` are the WebP copies that a task has made so far, in pixels."""

    width = models.PositiveIntegerField(_("rộng"), default=0)
    height = models.PositiveIntegerField(_("cao"), default=0)
    widths = models.JSONField(_("các cỡ đã làm"), default=list, blank=True)
    digest = models.CharField(_("dấu ảnh"), max_length=64, blank=True, help_text=_("SHA-256 của tệp nguồn."))

    class Meta(AbstractProductImage.Meta):
        indexes = (models.Index(fields=("original",), name="images_of_a_file"),)

    def picture(self, alt: str = "") -> Picture:
        """Return what a template needs; without copies the original serves."""
        return build_picture(self.original.name, self.widths, self.width, self.height, alt)


class RestrictionRule(Rule):
    """Under which conditions goods of a label group are sold, as the department writes and confirms it."""

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("loại hàng"), max_length=120)
    label_group = models.CharField(_("nhóm nhãn"), max_length=24, help_text=_("Mã của nhóm, ví dụ alcohol."))
    from_percent = models.DecimalField(
        _("từ bao nhiêu độ cồn"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    below_percent = models.DecimalField(
        _("dưới bao nhiêu độ cồn"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    licence = models.CharField(
        _("giấy phép phải có"),
        max_length=160,
        blank=True,
        help_text=_(
            "Bỏ trống nếu không cần giấy phép. Từ ngày áp dụng, hàng đang bán mà chưa có giấy rời kệ vào nửa đêm, "
            "gian hàng được báo trước 30 và 7 ngày."
        ),
    )
    age = models.PositiveSmallIntegerField(_("hỏi tuổi từ"), default=0, help_text=_("0 là không hỏi."))
    is_cashless = models.BooleanField(_("không nhận tiền mặt"), default=False)
    is_not_promoted = models.BooleanField(_("không quảng bá, không giảm giá"), default=False)
    warning = models.CharField(_("câu cảnh báo"), max_length=200, blank=True)
    words = models.TextField(
        _("từ trong tên hàng"),
        blank=True,
        help_text=_(
            "Mỗi dòng một từ, viết đủ dấu. Tên hàng có từ này thì hỏi giấy phép, dù chọn nhóm nhãn khác."
        ),
    )
    masks = models.TextField(
        _("cụm từ vô hại"), blank=True, help_text=_("Từ nằm trong các cụm này thì bỏ qua. Mỗi dòng một cụm.")
    )

    class Meta:
        verbose_name = _("hàng bán có điều kiện")
        verbose_name_plural = _("hàng bán có điều kiện")
        ordering = ("label_group", "pk")

    def __str__(self) -> str:
        return self.name


def build_picture(name: str, widths: Iterable[int], width: int, height: int, alt: str = "") -> Picture:
    """Return the picture stored as ``name`` (``width`` x ``height`` px) with its WebP copies."""
    return _picture(name, tuple(widths), width, height, alt)


@lru_cache(maxsize=8192)
def _picture(name: str, widths: tuple[int, ...], width: int, height: int, alt: str) -> Picture:
    """Join the addresses once: a list has a hundred of them."""
    if not widths:
        return Picture(default_storage.url(name), "", width, height, alt)
    urls = [(size, default_storage.url(rendition_name(name, size))) for size in sorted(widths)]
    middle, source = next((pair for pair in urls if pair[0] >= 480), urls[-1])  # noqa: PLR2004 - a card on a phone
    shown_height = round(height * middle / width) if width else middle
    return Picture(source, ", ".join(f"{url} {size}w" for size, url in urls), middle, shown_height, alt)


# The drawings of aisles are made in these two widths, see fixtures/loader/pictures.py.
AISLE_WIDTHS = (160, 320)


def build_aisle_picture(name: str) -> Picture | None:
    """Return the square drawing of an aisle, stored as ``name``, or None where it has none."""
    if not name:
        return None
    small, large = (default_storage.url(rendition_name(name, width)) for width in AISLE_WIDTHS)
    return Picture(large, f"{small} {AISLE_WIDTHS[0]}w, {large} {AISLE_WIDTHS[1]}w", 160, 160)


from oscar.apps.catalogue.models import *  # noqa: E402, F403 - Oscar registers the models we did not fork
