"""Turns counts into what a list's page draws: facets with links, chips that remove themselves, sorts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from marketplace.core.money import format_vnd
from marketplace.shop.catalogue.selectors import Aisle
from marketplace.stalls.shipping.zones import current_zones
from search.pages.addresses import ListAddress
from search.places import Place, communes_of, known_provinces
from search.types import Bucket, FacetCounts, PriceBar, Sort


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet."""

    value: str
    label: str
    count: int
    selected: bool
    url: str = ""
    children: "tuple[FacetValue, ...]" = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of the filter form. ``bars`` are (low, high, count, share 0-100); the last has no end.

    ``finer`` are the values inside the one that is chosen: the communes of a province.
    """

    name: str
    label: str
    values: tuple[FacetValue, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    bars: tuple[tuple[int, int | None, int, int], ...] = ()
    is_open: bool = True
    finer: tuple[FacetValue, ...] = ()


def sort_labels() -> tuple[tuple[Sort, str], ...]:
    """Return the orders a list can stand in, with their names."""
    return (
        (Sort.RELEVANCE, _("Phù hợp nhất")),
        (Sort.NEWEST, _("Mới bày")),
        (Sort.BEST_SELLING, _("Bán chạy")),
        (Sort.PRICE_UP, _("Giá thấp trước")),
        (Sort.PRICE_DOWN, _("Giá cao trước")),
    )


def build_facets(
    address: ListAddress, counts: FacetCounts, menu: Sequence[Aisle], place: Place | None = None
) -> list[Facet]:
    """Return the groups of the filter form, in the order of the page. A stall's own list has no such form."""
    filters = address.query.filters
    return [
        Facet("category", _("Danh mục"), tuple(_categories(address, counts.categories, menu))),
        Facet(
            "price",
            _("Khoảng giá"),
            price_min=filters.price_min,
            price_max=filters.price_max,
            bars=tuple(_bars(counts.prices)),
        ),
        Facet("ocop", _("Sao OCOP"), tuple(_stars(filters.ocop_min, counts.ocop))),
        Facet("rating", _("Đánh giá"), tuple(_stars(filters.rating_min, counts.ratings))),
        Facet(
            "commune",
            _("Nơi làm ra"),
            tuple(_boxes(counts.communes, filters.communes, lost=_("Xã, phường không còn"))),
        ),
        Facet(
            "stall",
            _("Gian hàng"),
            tuple(_boxes(counts.stalls, filters.stalls, lost=_("Gian hàng không còn"))),
            is_open=bool(filters.stalls),
        ),
        Facet(
            "in_stock",
            _("Tình trạng"),
            (FacetValue("1", _("Chỉ hàng còn sẵn"), counts.in_stock, filters.in_stock),),
        ),
        _places(place, counts.zones),
    ]


def build_chips(
    address: ListAddress, counts: FacetCounts, menu: Sequence[Aisle], place: Place | None = None
) -> list[tuple[str, str]]:
    """Return (label, address without it) of every filter that is set."""
    filters = address.query.filters
    return [
        (label, address.url(replace(address.query, filters=replace(filters, **changes), page=1)))
        for label, changes in _chosen(address, counts, menu, place)
    ]


def _chosen(
    address: ListAddress, counts: FacetCounts, menu: Sequence[Aisle], place: Place | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (label, what the filters are without it)."""
    filters = address.query.filters
    if filters.category and filters.category != address.base.category:
        names = {aisle.slug: aisle.name for aisle in every_aisle(menu)}
        yield names.get(filters.category, _("Danh mục không còn")), {"category": address.base.category}
    if filters.price_min is not None:
        yield _("Từ %(price)s") % {"price": format_vnd(filters.price_min)}, {"price_min": None}
    if filters.price_max is not None:
        yield _("Đến %(price)s") % {"price": format_vnd(filters.price_max)}, {"price_max": None}
    for name, label, stars in (
        ("ocop_min", _("OCOP: %(stars)s"), filters.ocop_min),
        ("rating_min", _("Đánh giá: %(stars)s"), filters.rating_min),
    ):
        if stars is not None:
            yield label % {"stars": _star_words(stars).lower()}, {name: None}
    if place is not None:
        yield _("Giao tới %(place)s") % {"place": place.name}, {"ships_to": "", "zone": ""}
    yield from _each("communes", filters.communes, counts.communes, lost=_("Xã, phường không còn"))
    if not address.base.stalls:
        yield from _each("stalls", filters.stalls, counts.stalls, lost=_("Gian hàng không còn"))
    if filters.in_stock:
        yield _("Còn sẵn"), {"in_stock": False}


def _each(
    name: str, chosen: Sequence[str], buckets: Iterable[Bucket], *, lost: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each chosen value; one that nobody knows is called ``lost``."""
    names = {bucket.value: bucket.label for bucket in buckets}
    for value in chosen:
        yield names.get(value, lost), {name: tuple(other for other in chosen if other != value)}


def build_sorts(current: Sort) -> list[tuple[str, str, bool]]:
    """Return (value, label, selected) of every order."""
    return [(sort.value, label, sort == current) for sort, label in sort_labels()]


def every_aisle(menu: Iterable[Aisle]) -> Iterator[Aisle]:
    """Yield the aisles, each with its shelves after it."""
    for aisle in menu:
        yield aisle
        yield from aisle.children


def _categories(
    address: ListAddress, buckets: Iterable[Bucket], menu: Sequence[Aisle]
) -> Iterator[FacetValue]:
    """Return the aisles with goods, and under the one that is open its shelves; words open every aisle."""
    counts = {bucket.value: bucket.count for bucket in buckets}
    chosen = address.query.filters.category

    def line(aisle: Aisle, children: tuple[FacetValue, ...] = ()) -> FacetValue:
        is_chosen, url = aisle.slug == chosen, _category_url(address, aisle)
        return FacetValue(aisle.slug, aisle.name, counts.get(aisle.slug, 0), is_chosen, url, children)

    for aisle in menu:
        inside = {aisle.slug, *(one.slug for one in aisle.children)}
        shelves = aisle.children if chosen in inside or address.query.text else ()
        children = tuple(line(one) for one in shelves if counts.get(one.slug) or one.slug == chosen)
        if counts.get(aisle.slug) or chosen in inside:
            yield line(aisle, children)


def _category_url(address: ListAddress, aisle: Aisle) -> str:
    """Return the category's own page where nothing else was asked, else this list with the filter."""
    filters = address.query.filters
    if address.query.text:
        return address.url(replace(address.query, filters=replace(filters, category=aisle.slug), page=1))
    elsewhere = ListAddress(aisle.url, address.query, base=replace(address.base, category=aisle.slug))
    return elsewhere.url(replace(address.query, filters=replace(filters, category=aisle.slug), page=1))


def _bars(prices: Sequence[PriceBar]) -> Iterator[tuple[int, int | None, int, int]]:
    most = max((bar.count for bar in prices), default=0)
    if most:
        for bar in prices:
            yield bar.low, bar.high, bar.count, round(100 * bar.count / most)


def _stars(chosen: int | None, buckets: Iterable[Bucket]) -> Iterator[FacetValue]:
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


def _places(place: Place | None, zones: Iterable[Bucket]) -> Facet:
    """Return the provinces, and the communes of the one that is chosen; goods come to all of these or to none."""
    counts = {bucket.value: bucket.count for bucket in zones}
    known = current_zones()

    def count(province_code: str) -> int:
        return counts.get(known.zone_of(province_code).value, 0)

    at = place.province_code if place else ""
    communes = communes_of(place) if place else []
    return Facet(
        "ships_to",
        _("Giao tới"),
        tuple(
            FacetValue(one.code, one.short_name, count(one.code), one.code == at) for one in known_provinces()
        ),
        is_open=place is not None,
        finer=tuple(
            FacetValue(one.code, one.name, count(at), place is not None and one.code == place.code)
            for one in communes
        ),
    )


def _boxes(buckets: Iterable[Bucket], chosen: Sequence[str], *, lost: str) -> Iterator[FacetValue]:
    """Return the values, chosen ones first, so that none hides below the fold."""
    lines = [FacetValue(one.value, one.label, one.count, one.value in chosen) for one in buckets]
    known = {line.value for line in lines}
    lines += [FacetValue(value, lost, 0, selected=True) for value in chosen if value not in known]
    yield from sorted(lines, key=lambda line: not line.selected)
