"""Turns counts into what a list's page draws: facets with links, chips that remove themselves, sorts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from marketplace.core.money import format_vnd
from marketplace.shop.catalogue.selectors import Aisle
from search.forms import ListAddress
from search.types import Bucket, FacetCounts, PriceBar, Sort


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet."""

    value: str
    label: str
    count: int
    selected: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of the filter form. ``bars`` are (low, high, count, share 0-100)."""

    name: str
    label: str
    values: tuple[FacetValue, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    bars: tuple[tuple[int, int, int, int], ...] = ()
    is_open: bool = True


def sort_labels() -> tuple[tuple[Sort, str], ...]:
    """Return the orders a list can stand in, with their names."""
    return (
        (Sort.RELEVANCE, _("Phù hợp nhất")),
        (Sort.NEWEST, _("Mới bày")),
        (Sort.BEST_SELLING, _("Bán chạy")),
        (Sort.PRICE_UP, _("Giá thấp trước")),
        (Sort.PRICE_DOWN, _("Giá cao trước")),
    )


def build_facets(address: ListAddress, counts: FacetCounts, menu: Sequence[Aisle]) -> list[Facet]:
    """Return the groups of the filter form, in the order of the page."""
    filters = address.query.filters
    groups = [
        Facet("category", _("Danh mục"), tuple(_categories(address, counts.categories, menu))),
        Facet(
            "price",
            _("Khoảng giá"),
            price_min=filters.price_min,
            price_max=filters.price_max,
            bars=tuple(_bars(counts.prices)),
        ),
        Facet("ocop", _("Sao OCOP"), tuple(_stars(address, counts.ocop))),
        Facet("commune", _("Nơi làm ra"), tuple(_boxes(counts.communes, filters.communes))),
        Facet(
            "in_stock",
            _("Tình trạng"),
            (FacetValue("1", _("Chỉ hàng còn sẵn"), counts.in_stock, filters.in_stock),),
        ),
    ]
    if not address.base.stalls:
        stalls = tuple(_boxes(counts.stalls, filters.stalls))
        groups.insert(4, Facet("stall", _("Gian hàng"), stalls, is_open=bool(filters.stalls)))
    return groups


def build_chips(address: ListAddress, counts: FacetCounts, menu: Sequence[Aisle]) -> list[tuple[str, str]]:
    """Return (label, address without it) of every filter that is set."""
    filters = address.query.filters
    chips = []

    def chip(label: str, **changes: object) -> None:
        rest = replace(filters, **changes)  # type: ignore[arg-type]  # values of the fields' types
        chips.append((label, address.url(replace(address.query, filters=rest, page=1))))

    if filters.category and filters.category != address.base.category:
        names = {aisle.slug: aisle.name for aisle in _every(menu)}
        chip(names.get(filters.category, filters.category), category=address.base.category)
    if filters.price_min is not None:
        chip(_("Từ %(price)s") % {"price": format_vnd(filters.price_min)}, price_min=None)
    if filters.price_max is not None:
        chip(_("Đến %(price)s") % {"price": format_vnd(filters.price_max)}, price_max=None)
    if filters.ocop_min is not None:
        chip(_star_words(filters.ocop_min), ocop_min=None)
    names = {bucket.value: bucket.label for bucket in counts.communes}
    for code in filters.communes:
        chip(names.get(code, code), communes=tuple(other for other in filters.communes if other != code))
    if not address.base.stalls:
        names = {bucket.value: bucket.label for bucket in counts.stalls}
        for slug in filters.stalls:
            chip(names.get(slug, slug), stalls=tuple(other for other in filters.stalls if other != slug))
    if filters.in_stock:
        chip(_("Còn sẵn"), in_stock=False)
    return chips


def build_sorts(current: Sort) -> list[tuple[str, str, bool]]:
    """Return (value, label, selected) of every order."""
    return [(sort.value, label, sort == current) for sort, label in sort_labels()]


def _every(menu: Iterable[Aisle]) -> Iterator[Aisle]:
    for aisle in menu:
        yield aisle
        yield from aisle.children


def _categories(
    address: ListAddress, buckets: Iterable[Bucket], menu: Sequence[Aisle]
) -> Iterator[FacetValue]:
    """Return the aisles, or inside one its shelves: one level at a time."""
    counts = {bucket.value: bucket.count for bucket in buckets}
    chosen = address.query.filters.category
    home = next(
        (aisle for aisle in menu if chosen in {aisle.slug, *(one.slug for one in aisle.children)}), None
    )
    for aisle in home.children if home else menu:
        count = counts.get(aisle.slug, 0)
        if count or aisle.slug == chosen:
            yield FacetValue(
                aisle.slug, aisle.name, count, aisle.slug == chosen, _category_url(address, aisle)
            )


def _category_url(address: ListAddress, aisle: Aisle) -> str:
    """Return the category's own page where nothing else was asked, else this list with the filter."""
    filters = address.query.filters
    if address.query.text or address.base.stalls:
        return address.url(replace(address.query, filters=replace(filters, category=aisle.slug), page=1))
    elsewhere = ListAddress(aisle.url, address.query, base=replace(address.base, category=aisle.slug))
    return elsewhere.url(replace(address.query, filters=replace(filters, category=aisle.slug), page=1))


def _bars(prices: Sequence[PriceBar]) -> Iterator[tuple[int, int, int, int]]:
    most = max((bar.count for bar in prices), default=0)
    if most:
        for bar in prices:
            # The last bar has no end; for colouring, anything above its beginning belongs to it.
            yield bar.low, bar.high or 10 * bar.low, bar.count, round(100 * bar.count / most)


def _stars(address: ListAddress, buckets: Iterable[Bucket]) -> Iterator[FacetValue]:
    chosen = address.query.filters.ocop_min
    for bucket in sorted(buckets, key=lambda one: one.value, reverse=True):
        if bucket.count or str(chosen) == bucket.value:
            yield FacetValue(
                bucket.value, _star_words(int(bucket.value)), bucket.count, str(chosen) == bucket.value
            )


def _star_words(stars: int) -> str:
    most = 5
    if stars == most:
        return _("5 sao")
    return _("Từ %(stars)d sao") % {"stars": stars}


def _boxes(buckets: Iterable[Bucket], chosen: Sequence[str]) -> Iterator[FacetValue]:
    """Return the values, chosen ones first, so that none hides below the fold."""
    lines = [FacetValue(one.value, one.label, one.count, one.value in chosen) for one in buckets]
    known = {line.value for line in lines}
    lines += [FacetValue(value, value, 0, selected=True) for value in chosen if value not in known]
    yield from sorted(lines, key=lambda line: not line.selected)
