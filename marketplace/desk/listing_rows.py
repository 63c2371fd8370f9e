"""The stall's goods as the desk lists them: state, the officer's words, price and stock, in a few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, TaskState, WorkflowState

from marketplace.core.money import format_vnd, to_dong
from marketplace.listings.enums import ListingState
from marketplace.listings.models import Listing, Offer
from marketplace.listings.selectors import last_words, listings_of, shelf_records, take_down_words
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.models import Stall

# Which states ask the stall to do something.
TO_MEND: Final = (ListingState.CHANGES_REQUESTED, ListingState.REFUSED)
# The check's words count while a revision is under way; what is on sale was looked at by an officer.
CHECKED: Final = (ListingState.WAITING, *TO_MEND)
_BADGES: Final = {
    ListingState.ON_SALE: ("badge-vouch", "check"),
    ListingState.WAITING: ("badge-wait", "clock"),
    ListingState.CHANGES_REQUESTED: ("badge-wrong", "edit"),
    ListingState.REFUSED: ("badge-wrong", "warn"),
    ListingState.TAKEN_DOWN: ("badge-wrong", "warn"),
    ListingState.DRAFT: ("badge-off", ""),
    ListingState.ARCHIVED: ("badge-off", ""),
}
_RECORD: Final = (
    "product",
    "product__parent",
    "product__title",
    "product__unit",
    "product__structure",
    "product__is_public",
    "partner_sku",
    "price",
    "price_was",
    "num_in_stock",
    "num_allocated",
)
_OFFER: Final = ("listing", "sku", "price", "price_was", "stock")


class Draft(NamedTuple):
    """A listing by its keys, with what its latest revision says."""

    listing_id: int
    product_id: int | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VariantRow:
    """Price and stock of one variant as they are now. ``available`` is net of what orders reserved."""

    listing_id: int
    sku: str
    name: str
    unit: str
    price: int
    price_was: int | None
    available: int
    reserved: int
    on_shelf: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What an officer said, who and when."""

    text: str
    author: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One listing in the list."""

    pk: int
    title: str
    state: ListingState
    since: datetime | None
    has_newer_draft: bool
    is_on_shelf: bool
    picture_url: str
    product_url: str
    words: Words | None
    variants: tuple[VariantRow, ...] = field(default=())

    @property
    def is_sold_out(self) -> bool:
        """Whether it is on sale and there is nothing left of any variant."""
        return self.is_on_shelf and not any(row.available for row in self.variants)

    @property
    def is_quiet(self) -> bool:
        """Whether it is approved and nobody can buy it now."""
        return self.state == ListingState.ON_SALE and (self.is_sold_out or not self.is_on_shelf)

    @property
    def badge(self) -> str:
        """The badge's class."""
        return "badge-off" if self.is_quiet else _BADGES[self.state][0]

    @property
    def icon(self) -> str:
        """The badge's icon, or none."""
        return "" if self.is_quiet else _BADGES[self.state][1]

    @property
    def state_words(self) -> str:
        """The state as a stall reads it."""
        if self.is_quiet:
            return _("Tạm hết hàng") if self.is_on_shelf else _("Đã duyệt, tạm rời kệ")
        if self.state == ListingState.WAITING and self.since is not None:
            return _("Chờ duyệt, gửi %s") % f"{timezone.localtime(self.since):%d/%m}"
        text = str(self.state.label)
        return text[:1].upper() + text[1:]

    @property
    def price_words(self) -> str:
        """One price with its unit, or from the lowest of several."""
        prices = sorted({row.price for row in self.variants if row.price})
        if not prices:
            return _("Chưa có giá")
        if len(self.variants) == 1:
            return f"{format_vnd(prices[0])} / {self.variants[0].unit}"
        if len(prices) == 1:
            return _("%(price)s, %(count)d quy cách") % {
                "price": format_vnd(prices[0]),
                "count": len(self.variants),
            }
        return _("%(low)s đến %(high)s, %(count)d quy cách") % {
            "low": format_vnd(prices[0]),
            "high": format_vnd(prices[-1]),
            "count": len(self.variants),
        }

    @property
    def available(self) -> int:
        """How many pieces of all variants are left to sell."""
        return sum(row.available for row in self.variants)

    @property
    def only(self) -> VariantRow | None:
        """The one variant of a listing that has no other."""
        return self.variants[0] if len(self.variants) == 1 else None


def count_by_state(stall: Stall) -> dict[ListingState, int]:
    """Return how many listings stand in each state."""
    counted = listings_of(stall).order_by().values("state").annotate(count=Count("pk"))
    return {ListingState(row["state"]): row["count"] for row in counted}


def count_to_mend(stall: Stall) -> int:
    """Return how many listings wait for the stall's own work."""
    return listings_of(stall).filter(state__in=TO_MEND).count()


def find_listings(stall: Stall, *, state: str, words: str) -> QuerySet[Listing]:
    """Return the stall's listings, what has to be mended first; archived ones only when asked for."""
    found = listings_of(stall).select_related("latest_revision", "product")
    found = found.filter(state=state) if state else found.exclude(state=ListingState.ARCHIVED)
    if words:
        found = found.filter(latest_revision__object_str__icontains=words) | found.filter(
            sku__icontains=words
        )
    return found.order_by("-latest_revision__created_at", "-pk")


def listing_rows(listings: Sequence[Listing]) -> list[ListingRow]:
    """Return the rows of one page; the number of queries does not depend on how many there are."""
    variants = variant_rows(listings)
    words = officer_words(listings)
    return [_row(listing, variants.get(listing.pk, ()), words.get(listing.pk)) for listing in listings]


def variant_rows(listings: Iterable[Listing]) -> dict[int, tuple[VariantRow, ...]]:
    """Return price and stock by listing: from the shelf where it stands there, else from its offers."""
    return draft_rows(
        [
            Draft(one.pk, one.product_id, one.latest_revision.content if one.latest_revision else {})
            for one in listings
        ]
    )


def draft_rows(drafts: Sequence[Draft]) -> dict[int, tuple[VariantRow, ...]]:
    """Do as :func:`variant_rows` does, in two queries; plain values, for an export asks for thousands."""
    by_product = {draft.product_id: draft.listing_id for draft in drafts if draft.product_id is not None}
    names = {draft.listing_id: _names(draft.content) for draft in drafts}
    found: dict[int, dict[str, VariantRow]] = {}
    for record in shelf_records(by_product).values(*_RECORD):
        sku = record["partner_sku"]
        key = by_product[record["product__parent"] or record["product"]]
        if not record["product__is_public"] and sku not in names[key]:
            continue  # a variant that was given up; orders may name it
        reserved = record["num_allocated"] or 0
        found.setdefault(key, {})[sku] = VariantRow(
            listing_id=key,
            sku=sku,
            name=record["product__title"] if record["product__structure"] == Product.CHILD else "",
            unit=record["product__unit"],
            price=to_dong(record["price"] or 0),
            price_was=record["price_was"],
            available=max(0, (record["num_in_stock"] or 0) - reserved),
            reserved=reserved,
            on_shelf=True,
        )
    for offer in Offer.objects.filter(listing__in=list(names)).order_by("pk").values(*_OFFER):
        key, sku = offer["listing"], offer["sku"]
        known = found.setdefault(key, {})
        name, unit = names[key].get(sku, ("", ""))
        if sku not in known:
            known[sku] = VariantRow(
                listing_id=key,
                sku=sku,
                name=name,
                unit=unit,
                price=offer["price"],
                price_was=offer["price_was"],
                available=offer["stock"],
                reserved=0,
                on_shelf=False,
            )
    return {key: tuple(variants.values()) for key, variants in found.items()}


def picture_url(listing: Listing, digest: str, *, small: bool = False) -> str:
    """Return the desk's own address of a picture that lies in private storage."""
    name = "desk:small_picture" if small else "desk:picture"
    return reverse(name, kwargs={"listing_pk": listing.pk, "digest": digest})


def officer_words(listings: Iterable[Listing]) -> dict[int, Words]:
    """Return what the department said last of listings that were sent back, refused or taken down."""
    rows = list(listings)
    tasks = last_words(row for row in rows if row.state in TO_MEND or _has_refused_edit(row))
    entries = take_down_words(row for row in rows if row.state == ListingState.TAKEN_DOWN)
    said = {key: words_of(task) for key, task in tasks.items()}
    said |= {key: _words_of_entry(entry) for key, entry in entries.items()}
    return {key: words for key, words in said.items() if words is not None}


def _has_refused_edit(row: Any) -> bool:
    """Whether an edit was refused while what was approved before goes on selling."""
    return bool(
        row.state == ListingState.ON_SALE
        and row.has_unpublished_changes
        and (row.review, row.last_task) == (WorkflowState.STATUS_CANCELLED, TaskState.STATUS_REJECTED)
    )


def words_of(task: TaskState | None) -> Words | None:
    """Return what an officer said with a decision."""
    if task is None or not task.comment:
        return None
    author = task.finished_by.get_full_name() if task.finished_by is not None else ""
    return Words(task.comment, author, task.finished_at)


def _words_of_entry(entry: ModelLogEntry) -> Words | None:
    text = str((entry.data or {}).get("comment", ""))
    if not text:
        return None
    author = entry.user.get_full_name() if entry.user is not None else str(_("Sàn"))
    return Words(text, author, entry.timestamp)


def _row(listing: Listing, variants: tuple[VariantRow, ...], words: Words | None) -> ListingRow:
    revision = listing.latest_revision
    content: dict[str, Any] = revision.content if revision is not None else {}
    digest = next((row["digest"] for row in content.get("pictures", ())), "")
    state = ListingState(listing.state)
    # Approved goods of a stall that is suspended or closed are live and stand on no shelf.
    shown = listing.product if listing.live and listing.product and listing.product.is_public else None
    return ListingRow(
        pk=listing.pk,
        title=revision.object_str if revision is not None else listing.title,
        state=state,
        since=revision.created_at if revision is not None else None,
        has_newer_draft=state == ListingState.ON_SALE and listing.has_unpublished_changes,
        is_on_shelf=shown is not None,
        picture_url=picture_url(listing, digest, small=True) if digest else "",
        product_url=shown.get_absolute_url() if shown is not None else "",
        words=words,
        variants=variants,
    )


def _names(content: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {row["sku"]: (row["name"], row["unit"]) for row in content.get("variants", ())}
