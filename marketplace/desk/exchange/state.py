"""What stands on the floor now, written as the table writes it: what an export says and an import is compared with."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from marketplace.core.batches import in_batches
from marketplace.desk.exchange.columns import LABEL
from marketplace.desk.exchange.lists import Lists
from marketplace.desk.listing_rows import Draft, VariantRow, draft_rows, variant_rows
from marketplace.listings.drafting.content import Photo
from marketplace.listings.enums import ListingState
from marketplace.listings.labels.shipped import shipped_labels
from marketplace.listings.models import Listing
from marketplace.listings.pictures.cleaning import StoredPicture
from marketplace.listings.selectors import listings_of
from marketplace.stalls.models import Stall

PICTURES: Final = "; "
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_READ_AT_ONCE: Final = 500

# The cells of a listing, and those of each of its variants by code.
Cells = tuple[dict[str, str], dict[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class ListingNow:
    """One listing: its latest draft in the table's words, and price and stock of now."""

    listing: Listing
    cells: Mapping[str, str]
    label_data: Mapping[str, Any]
    # In the order of the draft.
    variants: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, VariantRow] = field(default_factory=dict)
    photos: tuple[Photo, ...] = ()

    @property
    def state(self) -> ListingState:
        """Where the listing stands."""
        return ListingState(self.listing.state)


def read_now(stall: Stall, skus: Iterable[str], lists: Lists) -> dict[str, ListingNow]:
    """Return the stall's listings with these codes; the number of queries does not depend on how many."""
    # Most lines of a table name new goods: to ask for their state as well is a quarter of what one costs.
    known = list(Listing.objects.filter(stall=stall, sku__in=list(skus)).values_list("pk", flat=True))
    if not known:
        return {}
    found = listings_of(stall).select_related("latest_revision").filter(pk__in=known)
    return {one.listing.sku: one for one in _read(list(found), lists)}


def read_all(stall: Stall, lists: Lists) -> Iterator[Cells]:
    """Yield the words of every listing of the stall that is not put away, by code.

    Plain values: to make rows of models of them is most of what thousands cost.
    """
    rows = listings_of(stall).exclude(state=ListingState.ARCHIVED).order_by("sku")
    keys = list(rows.values_list("pk", flat=True))
    for batch in in_batches(keys, _READ_AT_ONCE):
        some = Listing.objects.filter(stall=stall, pk__in=batch).order_by("sku")
        found = some.values_list("pk", "product", "sku", "latest_revision__content")
        drafts = {sku: Draft(key, product, content or {}) for key, product, sku, content in found}
        known = draft_rows(list(drafts.values()))
        for sku, draft in drafts.items():
            yield _cells(sku, draft.content, known.get(draft.listing_id, ()), lists)


def picture_name(digest: str) -> str:
    """Return the name by which a table may name a picture that lies on the floor already."""
    return f"anh-{digest[:16]}.jpg"


def label_text(key: str, value: Any) -> str:
    """Return a line of the label as the editor shows it."""
    text = str(value if value is not None else "").replace("\r\n", "\n").strip()
    spec = shipped_labels()["fields"].get(key, {})
    if spec.get("kind") == "number":
        return number_text(text)
    if spec.get("kind") == "date" and (found := _DAY.fullmatch(text)):
        return f"{found[3]}/{found[2]}/{found[1]}"
    return text


def number_text(value: Any) -> str:
    """Return a number with a comma and without idle zeros."""
    if value is None or value == "":
        return ""
    try:
        return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
    except InvalidOperation:
        return str(value)


def day_text(value: Any) -> str:
    """Return a day in the order of the country."""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    found = _DAY.match(str(value or ""))
    return f"{found[3]}/{found[2]}/{found[1]}" if found else ""


def content_cells(content: Mapping[str, Any], lists: Lists) -> dict[str, str]:
    """Return what a revision says of the listing as a whole; keys of foreign rows stand under their names."""
    ward = lists.wards.get(content.get("origin_ward") or 0)
    number = content.get("ocop_set")
    cells = {
        "title": content.get("title") or "",
        "category": lists.category_name(content.get("category") or 0),
        "label_group": lists.group_name(content.get("label_group") or ""),
        "description": content.get("description") or "",
        "province": ward.province.short_name if ward else "",
        "origin_ward": ward.name if ward else "",
        "ocop_stars": str(content.get("ocop_stars") or ""),
        "ocop_set": str(number or ""),
        "ocop_decision_no": content.get("ocop_decision_no") or "",
        "ocop_authority": content.get("ocop_authority") or "",
        "ocop_issued_on": day_text(content.get("ocop_issued_on")),
        "ocop_expires_on": day_text(content.get("ocop_expires_on")),
    }
    cells |= {
        LABEL + key: text
        for key, value in (content.get("label_data") or {}).items()
        if (text := label_text(key, value))
    }
    return {key: text.replace("\r\n", "\n") for key, text in cells.items()}


def variant_cells(content: Mapping[str, Any], row: VariantRow | None) -> dict[str, str]:
    """Return what one variant says, with price and stock of now."""
    return {
        "variant_sku": content.get("sku") or "",
        "name": content.get("name") or "",
        "unit": content.get("unit") or "",
        "net_quantity": number_text(content.get("net_quantity")),
        "net_unit": content.get("net_unit") or "",
        "weight_g": str(content.get("weight_g") or ""),
        "price": str(row.price or "") if row else "",
        "price_was": str(row.price_was or "") if row else "",
        "stock": str(row.available) if row else "",
    }


def _read(listings: list[Listing], lists: Lists) -> Iterator[ListingNow]:
    known = variant_rows(listings)
    for listing in listings:
        revision = listing.latest_revision
        content = revision.content if revision is not None else {}
        rows = known.get(listing.pk, ())
        cells, variants = _cells(listing.sku, content, rows, lists)
        photos = tuple(
            Photo(StoredPicture(one["file"], one["digest"], one["width"], one["height"]), one["alt"])
            for one in _in_order(content, "pictures")
        )
        yield ListingNow(
            listing=listing,
            cells=cells,
            label_data=content.get("label_data") or {},
            variants=variants,
            rows={row.sku: row for row in rows},
            photos=photos,
        )


def _cells(sku: str, content: Mapping[str, Any], rows: Iterable[VariantRow], lists: Lists) -> Cells:
    by_sku = {row.sku: row for row in rows}
    names = PICTURES.join(picture_name(one["digest"]) for one in _in_order(content, "pictures"))
    cells = {"sku": sku, **content_cells(content, lists), "pictures": names}
    variants = _in_order(content, "variants")
    return cells, {one["sku"]: variant_cells(one, by_sku.get(one["sku"])) for one in variants}


def _in_order(content: Mapping[str, Any], key: str) -> list[Any]:
    return sorted(content.get(key, ()), key=lambda one: one["position"])
