"""What a listing must have before anybody is asked to approve it, and again when it is published."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.listings.enums import PaperKind
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.labels.rules import LabelProblem, validate_label_data
from marketplace.listings.models import Listing, ListingVariant, Offer
from marketplace.listings.ocop import is_ocop_set
from marketplace.listings.papers.answers import papers_for, rules_asked, unanswered
from marketplace.shop.catalogue.models import Category
from marketplace.shop.catalogue.restrictions import restriction_of
from marketplace.shop.catalogue.selectors import family_of
from marketplace.shop.partner.models import StockRecord

MAX_VARIANTS = 12
MAX_PICTURES = 8


def label_data_of(listing: Listing) -> dict[str, Any]:
    """Return the label data; a net quantity that only the variants tell is filled in from the first."""
    data = dict(listing.label_data)
    first: ListingVariant | None = next(iter(listing.variants.all()), None)
    if (
        not data.get("net_quantity")
        and first is not None
        and first.net_quantity is not None
        and first.net_unit
    ):
        data["net_quantity"] = f"{first.net_quantity.normalize():f}"
        data["net_unit"] = first.net_unit
    return data


def check_listing(listing: Listing) -> None:
    """Raise ListingProblemError naming everything that is wrong with the listing's content."""
    problems = [*find_problems(listing)]
    if problems:
        count = len(problems)
        raise ListingProblemError(
            _("Còn một chỗ cần sửa: %s") % problems[0].message
            if count == 1
            else _("Còn %(count)s chỗ cần sửa. Chỗ đầu tiên: %(first)s")
            % {"count": count, "first": problems[0].message},
            problems,
        )


def find_problems(listing: Listing) -> Iterator[LabelProblem]:
    """Yield everything that keeps the listing from the shelf."""
    yield from find_content_problems(listing)
    yield from _category_problems(listing)
    yield from _code_problems(listing)


def find_content_problems(listing: Listing) -> Iterator[LabelProblem]:
    """Yield what is wrong with the content itself, in the order of the form; asks the database nothing."""
    if not listing.title.strip():
        yield LabelProblem("title", _("Tên hàng"), _("Hàng chưa có tên."))
    if not listing.description.strip():
        yield LabelProblem("description", _("Mô tả"), _("Hàng chưa có lời mô tả."))
    yield from _variant_problems(listing)
    pictures = len(listing.pictures.all())
    if not pictures:
        yield LabelProblem("pictures", _("Ảnh"), _("Hàng cần ít nhất một tấm ảnh."))
    elif pictures > MAX_PICTURES:
        yield LabelProblem("pictures", _("Ảnh"), _("Mỗi mặt hàng tối đa %s tấm ảnh.") % MAX_PICTURES)
    yield from _ocop_problems(listing)
    yield from validate_label_data(listing.label_group, label_data_of(listing))


def find_offer_problems(listing: Listing) -> Iterator[LabelProblem]:
    """Yield the variants that have neither a first price nor one on the shelf, and former prices that may not be."""
    offers = Offer.objects.filter(listing=listing, price__gt=0)
    former = dict(offers.values_list("sku", "price_was"))
    if listing.product_id:
        # What is on the shelf has its price there; the first one that was asked for says nothing any more.
        on_shelf = StockRecord.objects.filter(product__in=family_of([listing.product_id]))
        former |= dict(on_shelf.values_list("partner_sku", "price_was"))
    variants = list(listing.variants.all())
    for variant in variants:
        if variant.sku not in former:
            yield LabelProblem("variants", _("Quy cách"), _("Quy cách «%s» chưa có giá.") % variant)
    if restriction_of(listing.label_group, label_data_of(listing)).no_promotion and any(
        former.get(variant.sku) is not None for variant in variants
    ):
        message = _("Loại hàng này không được giảm giá, quảng bá. Bỏ trống giá cũ ở trang «Giá và số còn».")
        yield LabelProblem("variants", _("Quy cách"), message)


def find_paper_problems(listing: Listing) -> Iterator[LabelProblem]:
    """Yield the papers without which nobody is asked to approve: a restricted good's licence, OCOP's certificate."""
    name = _("Giấy tờ")
    papers = list(listing.papers.all())
    asked = rules_asked(listing)
    lacking = unanswered(asked, papers)
    for rule in lacking:
        facts = {"goods": rule.name, "paper": rule.licence, "law": rule.citation}
        if not any(paper.is_whole for paper in papers_for(rule, papers, takes_unnamed=len(asked) == 1)):
            words = _("%(goods)s cần giấy phép: %(paper)s. Ghi số, ngày hết hạn và gửi ảnh giấy (%(law)s).")
            yield LabelProblem("papers", name, words % facts)
        else:
            yield LabelProblem("papers", name, _("Giấy phép đã hết hạn: %(paper)s.") % facts)
    if lacking and len(asked) > 1 and any(paper.is_good_licence and not paper.answers for paper in papers):
        words = _("Có giấy phép chưa nói là cho loại hàng nào. Đánh dấu ở dòng «Giấy phép này cho».")
        yield LabelProblem("papers", name, words)
    certificates = [paper for paper in papers if paper.kind == PaperKind.OCOP and paper.file]
    if listing.ocop_stars and not certificates:
        yield LabelProblem("papers", name, _("Khai sao OCOP thì gửi kèm ảnh hoặc PDF giấy chứng nhận OCOP."))
    elif listing.ocop_stars and all(paper.has_expired for paper in certificates):
        # The listing may say another day than its paper.
        yield LabelProblem("papers", name, _("Giấy chứng nhận OCOP gửi kèm đã hết hạn. Gửi giấy còn hạn."))


def check_papers(listing: Listing) -> None:
    """Raise ListingProblemError where a paper is missing or ran out, at any time before the shelf."""
    problems = [*find_paper_problems(listing)]
    if problems:
        raise ListingProblemError(problems[0].message, problems)


def _variant_problems(listing: Listing) -> Iterator[LabelProblem]:
    name = _("Quy cách")
    variants = list(listing.variants.all())
    skus = [variant.sku for variant in variants]
    if not variants:
        yield LabelProblem("variants", name, _("Hàng cần ít nhất một quy cách để bán."))
    if len(variants) > MAX_VARIANTS:
        yield LabelProblem("variants", name, _("Mỗi mặt hàng tối đa %s quy cách.") % MAX_VARIANTS)
    if len(set(skus)) < len(skus):
        yield LabelProblem("variants", name, _("Có hai quy cách trùng mã."))
    if len(variants) > 1 and len({str(variant) for variant in variants}) < len(variants):
        yield LabelProblem("variants", name, _("Có hai quy cách trùng tên, người mua không phân biệt được."))


def _category_problems(listing: Listing) -> Iterator[LabelProblem]:
    # The listing's own row keeps its category from being deleted; a draft that names another does not.
    if not Category.objects.filter(pk=listing.category_id).exists():
        yield LabelProblem("category", _("Danh mục"), _("Danh mục này không còn nữa. Chọn danh mục khác."))


def _code_problems(listing: Listing) -> Iterator[LabelProblem]:
    skus = [variant.sku for variant in listing.variants.all()]
    others = StockRecord.objects.filter(partner=listing.stall.partner_id, partner_sku__in=skus)
    if listing.product_id:
        others = others.exclude(product__in=family_of([listing.product_id]))
    for sku in others.values_list("partner_sku", flat=True):
        message = _("Mã «%s» đang dùng cho một mặt hàng khác của gian hàng.") % sku
        yield LabelProblem("variants", _("Quy cách"), message)


def _ocop_problems(listing: Listing) -> Iterator[LabelProblem]:
    if not listing.ocop_stars:
        return
    name = _("OCOP")
    if listing.ocop_stars not in {3, 4, 5}:
        yield LabelProblem("ocop_stars", name, _("Giấy chứng nhận OCOP có 3, 4 hoặc 5 sao."))
    if listing.ocop_set is not None and not is_ocop_set(listing.ocop_set):
        yield LabelProblem("ocop_set", name, _("Chọn bộ sản phẩm trong các bộ của chương trình OCOP."))
    if not (listing.ocop_decision_no and listing.ocop_authority and listing.ocop_issued_on):
        yield LabelProblem(
            "ocop_decision_no", name, _("Ghi số quyết định, ngày cấp và cơ quan công nhận OCOP.")
        )
    if listing.ocop_issued_on is not None and listing.ocop_issued_on > timezone.localdate():
        yield LabelProblem("ocop_issued_on", name, _("Ngày cấp giấy chứng nhận OCOP chưa tới."))
    if listing.ocop_expires_on is None:
        yield LabelProblem("ocop_expires_on", name, _("Ghi ngày hết hạn của giấy chứng nhận OCOP."))
    elif listing.ocop_expires_on < timezone.localdate():
        yield LabelProblem("ocop_expires_on", name, _("Giấy chứng nhận OCOP đã hết hạn."))
    if (
        listing.ocop_issued_on is not None
        and listing.ocop_expires_on is not None
        and listing.ocop_expires_on <= listing.ocop_issued_on
    ):
        yield LabelProblem("ocop_expires_on", name, _("Ngày hết hạn OCOP phải sau ngày cấp."))
