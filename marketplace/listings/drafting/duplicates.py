"""A new listing under the stall's next free code: begun from a name, or made from another listing."""

from datetime import timedelta
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.core.money import to_dong
from marketplace.core.text import clean_text
from marketplace.listings.drafting.content import CONTENT_FIELDS, Photo, Variant
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, ListingPaper, ListingPicture, Offer
from marketplace.listings.papers.rows import Paper
from marketplace.listings.pictures.cleaning import StoredPicture
from marketplace.listings.selectors import shelf_records
from marketplace.listings.services import create_listing, save_revision
from marketplace.listings.shelf.stall_state import lock_open_stall
from marketplace.shop.catalogue.models import Category
from marketplace.stalls.messages import words_for_stalls
from marketplace.stalls.models import Stall

_TITLE_LENGTH: Final = 120
_MOMENT: Final = timedelta(seconds=10)
# What was granted to, declared of or measured on one product. A copy that carried it would claim it of another.
_OWN_PAPERS: Final = frozenset({PaperKind.OCOP, PaperKind.DECLARATION, PaperKind.TEST})
_OWN_NUMBERS: Final = frozenset({"registration_no", "declaration_no", "lot_code", "batch_no"})
_OWN_CONTENT: Final = frozenset(name for name in CONTENT_FIELDS if name.startswith("ocop_"))
_CODE: Final = "MH-{number:04d}"


def free_sku(stall: Stall) -> str:
    """Return a code that no listing of the stall has yet. The caller holds the stall's row."""
    taken = set(Listing.objects.filter(stall=stall).values_list("sku", flat=True))
    number = len(taken) + 1
    while (sku := _CODE.format(number=number)) in taken:
        number += 1
    return sku


@transaction.atomic
def create_draft(
    *, stall: Stall, title: str, category: Category, label_group: str, user: AbstractBaseUser | None = None
) -> Listing:
    """Begin a listing under the stall's next free code; everything else is filled in later."""
    locked = lock_open_stall(stall.pk)
    begun = _just_begun(locked, title=title, category=category, label_group=label_group)
    return begun or create_listing(
        stall=locked,
        sku=free_sku(locked),
        title=title,
        category=category,
        label_group=label_group,
        variants=(),
        origin_ward=locked.ward,
        user=user,
    )


@transaction.atomic
def duplicate_listing(*, listing: Listing, user: AbstractBaseUser | None = None) -> Listing:
    """Make a draft with the content of the latest revision, the prices of now and no stock.

    Stars, papers and numbers that belong to the one product stay with it.
    """
    stall = lock_open_stall(listing.stall_id)
    original: Listing = listing.get_latest_revision_as_object()
    sku = free_sku(stall)
    prices = _prices(listing)
    content = {name: getattr(original, name) for name in CONTENT_FIELDS - _OWN_CONTENT - {"category"}}
    content["label_data"] = {
        key: value for key, value in original.label_data.items() if key not in _OWN_NUMBERS
    }
    with words_for_stalls():  # the name of goods, whatever the screen
        title = _("%s (bản sao)") % original.title
    title = title if len(title) <= _TITLE_LENGTH else original.title
    # What the row itself names cannot be deleted.
    category = original.known_category or listing.category
    begun = _just_begun(stall, title=title, category=category, label_group=original.label_group)
    if begun is not None and begun.pk != listing.pk:
        return begun
    content["title"] = title
    content["category"] = category
    copy = create_listing(
        stall=stall,
        sku=sku,
        variants=[
            Variant(
                sku=f"{sku}-{number}",
                unit=variant.unit,
                name=variant.name,
                net_quantity=variant.net_quantity,
                net_unit=variant.net_unit,
                weight_g=variant.weight_g,
                price=prices.get(variant.sku, 0),
            )
            for number, variant in enumerate(original.variants.all(), 1)
        ],
        photos=photos_of(original.pictures.all()),
        user=user,
        **content,
    )
    papers = [paper for paper in papers_of(original.papers.all()) if paper.kind not in _OWN_PAPERS]
    if papers:
        save_revision(listing=copy, papers=papers, user=user)
    return copy


def _just_begun(stall: Stall, *, title: str, category: Category, label_group: str) -> Listing | None:
    """Return the draft that was begun with the same words a moment ago: a button pressed twice begins one."""
    return (
        Listing.objects.filter(
            stall=stall,
            title=clean_text(title),
            category=category,
            label_group=label_group,
            product=None,
            archived_at=None,
            created_at__gte=timezone.now() - _MOMENT,
        )
        .order_by("pk")
        .first()
    )


def photos_of(pictures: "list[ListingPicture]") -> list[Photo]:
    """Return the pictures of a revision as a service takes them."""
    return [
        Photo(StoredPicture(row.file.name or "", row.digest, row.width, row.height), row.alt)
        for row in pictures
    ]


def papers_of(papers: "list[ListingPaper]") -> list[Paper]:
    """Return the papers of a revision as a service takes them."""
    return [
        Paper(
            kind=row.kind,
            number=row.number,
            issuer=row.issuer,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            answers=tuple(row.answers),
            file=row.file,
            digest=row.digest,
        )
        for row in papers
    ]


def _prices(listing: Listing) -> dict[str, int]:
    prices = dict(Offer.objects.filter(listing=listing).values_list("sku", "price"))
    for record in shelf_records([] if listing.product_id is None else [listing.product_id]):
        prices[record.partner_sku] = to_dong(record.price or 0)
    return prices
