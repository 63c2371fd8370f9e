"""A draft as the shopper would see it: the product page's own template, filled from the latest revision."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from marketplace.core.files.pictures import Picture
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.listing_edit_views import shelf_of
from marketplace.desk.listing_rows import VariantRow, picture_url
from marketplace.desk.listing_views import SECTION, find_listing
from marketplace.desk.pages import render_desk
from marketplace.listings.labels.rules import label_rows, quantity_in_words
from marketplace.listings.models import Listing
from marketplace.listings.review.checks import label_data_of
from marketplace.shop.basket.quantity import MAX_QUANTITY
from marketplace.shop.catalogue.restrictions import restriction_of
from marketplace.stalls.enums import Capability
from marketplace.stalls.shipping.options import lowest_delivery_charge
from marketplace.storefront.product_facts import (
    SUMMARY_WORDS,
    ProductFacts,
    Variant,
    Way,
    aisle_of,
    breadcrumbs_of,
    draw_variant,
)
from search.selectors import stall_cards

# What stands where a draft has no way to be bought yet.
_NO_WAY: Final = Way(0, "", "", None, "")


@desk_page(Capability.SET_STOCK)
@require_safe
def preview(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Show the latest draft on the shopper's page; nothing can be bought from it."""
    found = find_listing(desk, listing_pk)
    draft: Listing = found.get_latest_revision_as_object()
    ways = _ways(draft)
    restriction = restriction_of(draft.label_group, label_data_of(draft))
    variants = _variants(ways, shelf_of(found), draft, is_promoted=not restriction.no_promotion)
    facts = _facts(found, draft, ways)
    context = {
        "listing": found,
        "is_preview": True,
        "may_edit": desk.may_now(Capability.EDIT_LISTINGS),
        "seen": None,  # nobody else sees this page, so nothing of it is remembered
        "product": facts,
        "pictures": facts.pictures,
        "variants": variants,
        "selected": next(
            (one for one in variants if one.selected), draw_variant(_NO_WAY, 0, None, 0, is_selected=True)
        ),
        "stall": facts.stall,
        "origin": facts.origin,
        "label_rows": facts.label_rows,
        "breadcrumbs": facts.breadcrumbs,
        "delivery_from": facts.delivery_from,
        "restriction": restriction,
        "most_of_one": MAX_QUANTITY,
    }
    return render_desk(request, desk, "desk/preview.html", context, section=SECTION)


def _ways(draft: Listing) -> tuple[Way, ...]:
    rows = list(draft.variants.all())
    several = len(rows) > 1
    return tuple(
        Way(place, row.name or row.unit if several else "", row.unit, row.net_quantity, row.net_unit)
        for place, row in enumerate(rows)
    )


def _variants(
    ways: tuple[Way, ...], shelf: Mapping[str, VariantRow], draft: Listing, *, is_promoted: bool
) -> list[Variant]:
    rows = list(draft.variants.all())
    known = [shelf.get(row.sku) for row in rows]
    chosen = next((place for place, row in enumerate(known) if row and row.available), 0)
    return [
        draw_variant(
            way,
            row.price if row else 0,
            row.price_was if row and is_promoted else None,
            row.available if row else 0,
            is_selected=place == chosen,
        )
        for place, (way, row) in enumerate(zip(ways, known, strict=True))
    ]


def _facts(listing: Listing, draft: Listing, ways: tuple[Way, ...]) -> ProductFacts:
    stall: Any = listing.stall
    ward = draft.origin_ward or stall.ward
    quantity = quantity_in_words(
        (way.net_quantity, way.net_unit) for way in ways if way.net_quantity and way.net_unit
    )
    expires = draft.ocop_expires_on
    has_expired = expires is not None and expires < timezone.localdate()
    category = draft.known_category or listing.category  # what the row itself names cannot be deleted
    return ProductFacts(
        pk=0,
        title=draft.title,
        slug="",
        description=draft.description,
        summary=Truncator(strip_tags(draft.description)).words(SUMMARY_WORDS),
        published_at=None,
        ocop_stars=0 if has_expired else draft.ocop_stars,
        ocop_decision_no=draft.ocop_decision_no,
        ocop_authority=draft.ocop_authority,
        ocop_issued_on=draft.ocop_issued_on,
        ocop_expires_on=draft.ocop_expires_on,
        ways=ways,
        pictures=tuple(
            Picture(picture_url(listing, row.digest), "", row.width, row.height, row.alt or draft.title)
            for row in draft.pictures.all()
        ),
        stall=stall_cards([stall])[0],
        origin=f"{ward.name}, {ward.province.name}",
        label_rows=tuple(label_rows(draft.label_group, label_data_of(draft), quantity=quantity)),
        breadcrumbs=breadcrumbs_of(draft.title, aisle_of(category), category),
        related=(),
        reviews=(),
        delivery_from=lowest_delivery_charge(stall=stall),
        url="",
    )
