"""What the lines of one listing would do, told before anything is done. Asks the database nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Protocol

from django.utils.translation import gettext as _

from marketplace.desk.exchange.columns import LABEL, VARIANT_COLUMNS, headings, is_clear
from marketplace.desk.exchange.enums import ItemKind
from marketplace.desk.exchange.lists import Lists
from marketplace.desk.exchange.state import PICTURES, ListingNow, picture_name, variant_cells
from marketplace.desk.exchange.tables import Line
from marketplace.desk.exchange.wishes import (
    CONTENT,
    Content,
    VariantWish,
    code_problem,
    differs,
    read_content,
    read_variant,
)
from marketplace.listings.drafting.content import Photo, Variant
from marketplace.listings.enums import ListingState
from marketplace.listings.errors import ListingLockedError
from marketplace.listings.pictures.cleaning import StoredPicture
from marketplace.listings.review.checks import MAX_PICTURES, MAX_VARIANTS
from marketplace.shop.catalogue.restrictions import restriction_of

_SPLIT: Final = (";", "|", "\n")
_VARIANT_CONTENT: Final = ("name", "unit", "net_quantity", "net_unit", "weight_g")


class PictureSource(Protocol):
    """Where a picture's name leads."""

    def find(self, name: str) -> StoredPicture | str:
        """Return the clean picture, or a sentence that says why there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one listing."""

    sku: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PriceMove:
    """A price that changes at once; ``seen`` is the one that the plan was made from."""

    sku: str
    price: int
    price_was: int | None
    seen: int


@dataclass(frozen=True, slots=True)
class StockMove:
    """The same of a stock."""

    sku: str
    available: int
    seen: int


@dataclass
class Plan:
    """Everything that one listing's lines would do, or why they may not."""

    changes: list[tuple[int, str, str, str]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    content: Content | None = None
    photos: list[Photo] | None = None
    variants: list[Variant] | None = None
    prices: list[PriceMove] = field(default_factory=list)
    stocks: list[StockMove] = field(default_factory=list)
    is_new: bool = False

    @property
    def kind(self) -> ItemKind:
        """What the plan comes to."""
        if self.problems:
            return ItemKind.REFUSED
        if self.is_new:
            return ItemKind.NEW
        return ItemKind.CHANGED if self.changes else ItemKind.UNCHANGED

    @property
    def writes_revision(self) -> bool:
        """Whether something changes that the department has to approve."""
        return self.content is not None or self.photos is not None or self.variants is not None


def group_lines(lines: Sequence[Line]) -> list[Group]:
    """Return the lines by the listing that they name, in the order of the file; one without a code stands alone."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.cells.get("sku") or f"\n{line.number}", []).append(line)
    return [Group(sku if not sku.startswith("\n") else "", tuple(some)) for sku, some in groups.items()]


def make_plan(
    group: Group,
    now: ListingNow | None,
    *,
    lists: Lists,
    pictures: PictureSource,
    taken: Mapping[str, str],
) -> Plan:
    """Return what the lines would do. ``taken`` says which listing a variant's code belongs to already."""
    plan = Plan(is_new=now is None)
    first = group.lines[0].number
    plan.problems += [(line.number, column, words) for line in group.lines for column, words in line.faults]
    if not group.sku:
        words = _("Dòng này chưa có mã hàng. Ô gộp chỉ giữ mã ở dòng đầu: bỏ gộp rồi ghi mã vào từng dòng.")
        plan.problems.append((first, "sku", words))
        return plan
    if wrong := code_problem(group.sku):
        plan.problems.append((first, "sku", wrong))
        return plan
    asked = _asked_together(group, plan)
    _plan_content(plan, first, asked, now, lists)
    _plan_pictures(plan, first, asked.get("pictures", ""), now, pictures)
    _plan_variants(plan, group, now, taken)
    _check_former_prices(plan, group, now)
    _check_state(plan, first, now)
    return plan


def _asked_together(group: Group, plan: Plan) -> dict[str, str]:
    """Return what the lines say of the listing as a whole; two lines may not say two things."""
    asked: dict[str, str] = {}
    for line in group.lines:
        for key, text in line.cells.items():
            if key in VARIANT_COLUMNS or key == "sku":
                continue
            if asked.setdefault(key, text) != text:
                words = _("Các dòng cùng mã hàng phải ghi giống nhau ở cột này, hoặc chỉ ghi ở dòng đầu.")
                plan.problems.append((line.number, key, words))
    return asked


def _plan_content(
    plan: Plan, first: int, asked: Mapping[str, str], now: ListingNow | None, lists: Lists
) -> None:
    cells = now.cells if now is not None else {}
    labels = [key for key in asked if key.startswith(LABEL)]
    if now is not None and not differs(cells, asked, [*CONTENT, *labels]):
        return
    content, problems = read_content(cells, now.label_data if now is not None else {}, asked, lists)
    plan.problems += [(first, column, words) for column, words in problems]
    if content is None:
        return
    changes = [
        (first, key, cells.get(key, ""), content.cells.get(key, ""))
        for key in headings()
        if (key in CONTENT or key.startswith(LABEL)) and cells.get(key, "") != content.cells.get(key, "")
    ]
    if changes or now is None:
        plan.content = content
        plan.changes += changes


def _plan_pictures(
    plan: Plan, first: int, asked: str, now: ListingNow | None, pictures: PictureSource
) -> None:
    if not asked:
        return
    before = now.photos if now is not None else ()
    known = {picture_name(photo.picture.digest): photo for photo in before}
    photos: dict[str, Photo] = {}
    shown = []
    for sign in _SPLIT[1:]:
        asked = asked.replace(sign, _SPLIT[0])
    names = [] if is_clear(asked) else [name.strip() for name in asked.split(_SPLIT[0]) if name.strip()]
    for name in names:
        photo = known.get(name.casefold())
        if photo is None:
            found = pictures.find(name)
            if isinstance(found, str):
                plan.problems.append((first, "pictures", found))
                continue
            photo = known.get(picture_name(found.digest)) or Photo(found)
        if photo.picture.digest not in photos:
            photos[photo.picture.digest] = photo
            shown.append(name)
    if len(photos) > MAX_PICTURES:
        plan.problems.append((first, "pictures", _("Mỗi mặt hàng tối đa %s tấm ảnh.") % MAX_PICTURES))
    if list(photos) != [photo.picture.digest for photo in before]:
        plan.photos = list(photos.values())
        plan.changes.append(
            (first, "pictures", now.cells["pictures"] if now is not None else "", PICTURES.join(shown))
        )


def _plan_variants(plan: Plan, group: Group, now: ListingNow | None, taken: Mapping[str, str]) -> None:
    old = now.variants if now is not None else {}
    kept = _kept(now)
    content_changes = False
    seen: set[str] = set()
    for line in group.lines:
        sku, wrong = _code_of(line, group, old)
        if not wrong and sku in seen:
            wrong = _("Có hai dòng cùng mã quy cách.")
        if not wrong and taken.get(sku, group.sku) != group.sku:
            wrong = _("Mã «%(code)s» đang dùng cho mặt hàng %(sku)s.") % {"code": sku, "sku": taken[sku]}
        if wrong:
            plan.problems.append((line.number, "variant_sku", wrong))
            continue
        seen.add(sku)
        cells = old.get(sku)
        if cells is not None and not differs(cells, line.cells, VARIANT_COLUMNS[1:]):
            continue
        wish = read_variant(cells or {}, line.cells, sku=sku)
        plan.problems += [(line.number, column, words) for column, words in wish.problems]
        content_changes = _take_wish(plan, line, wish, cells=cells, kept=kept, now=now) or content_changes
    if len(kept) > MAX_VARIANTS:
        words = _("Mỗi mặt hàng tối đa %s quy cách.") % MAX_VARIANTS
        plan.problems.append((group.lines[0].number, "variant_sku", words))
    if content_changes or now is None:
        plan.variants = list(kept.values())


def _code_of(line: Line, group: Group, old: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """Return the code of the line's variant, or why it has none."""
    sku = line.cells.get("variant_sku", "")
    if sku:
        return sku, code_problem(sku)
    if len(group.lines) > 1 or len(old) > 1:
        return "", _("Mặt hàng có nhiều quy cách thì mỗi dòng phải ghi mã quy cách.")
    return next(iter(old), group.sku), ""


def _kept(now: ListingNow | None) -> dict[str, Variant]:
    """Return the draft's variants, with price and stock of now, which a revision must not move."""
    revision = now.listing.latest_revision if now is not None else None
    if now is None or revision is None:
        return {}
    kept = {}
    for one in sorted(revision.content.get("variants", ()), key=lambda one: one["position"]):
        row = now.rows.get(one["sku"])
        kept[one["sku"]] = Variant(
            sku=one["sku"],
            unit=one["unit"],
            name=one["name"],
            net_quantity=Decimal(one["net_quantity"]) if one["net_quantity"] is not None else None,
            net_unit=one["net_unit"],
            weight_g=one["weight_g"],
            price=row.price if row else 0,
            price_was=row.price_was if row else None,
            stock=row.available if row else 0,
        )
    return kept


def _take_wish(
    plan: Plan,
    line: Line,
    wish: VariantWish,
    *,
    cells: Mapping[str, str] | None,
    kept: dict[str, Variant],
    now: ListingNow | None,
) -> bool:
    """Write one line's wish into the plan. Returns whether it is something for the department to approve."""
    sku = wish.variant.sku
    row = now.rows.get(sku) if now is not None else None
    before = kept.get(sku)
    price = wish.price if wish.price is not None else (before.price if before else 0)
    former = before.price_was if before else None
    was = None if wish.clears_price_was else (wish.price_was if wish.price_was is not None else former)
    stock = wish.stock if wish.stock is not None else (before.stock if before else 0)
    wanted = _cells_of(wish.variant, price, was, stock)
    old = cells or {}
    changes = [
        (line.number, key, old.get(key, ""), wanted[key])
        for key in VARIANT_COLUMNS
        if old.get(key, "") != wanted[key]
        and not (key in {"price", "stock"} and cells is None and not wanted[key])
    ]
    plan.changes += changes
    if cells is None or row is None:
        kept[sku] = replace(wish.variant, price=price, price_was=was, stock=stock)
        return True
    if (price, was) != (row.price, row.price_was):
        plan.prices.append(PriceMove(sku, price, was, row.price))
    if stock != row.available:
        plan.stocks.append(StockMove(sku, stock, row.available))
    if any(key in _VARIANT_CONTENT for _number, key, _old, _new in changes):
        kept[sku] = replace(wish.variant, price=row.price, price_was=row.price_was, stock=row.available)
        return True
    return False


def _cells_of(variant: Variant, price: int, was: int | None, stock: int) -> dict[str, str]:
    cells = variant_cells(
        {
            "sku": variant.sku,
            "name": variant.name,
            "unit": variant.unit,
            "net_quantity": variant.net_quantity,
            "net_unit": variant.net_unit,
            "weight_g": variant.weight_g,
        },
        None,
    )
    return {**cells, "price": str(price or ""), "price_was": str(was or ""), "stock": str(stock)}


def _check_former_prices(plan: Plan, group: Group, now: ListingNow | None) -> None:
    """Say what the services would refuse: a former price that is no higher, or of goods that may not be promoted."""
    numbers = {line.cells.get("variant_sku", ""): line.number for line in group.lines}
    first = group.lines[0].number
    label_group = plan.content.values["label_group"] if plan.content else _group_of(now)
    label = plan.content.values["label_data"] if plan.content else (now.label_data if now is not None else {})
    asked = [(move.sku, move.price, move.price_was) for move in plan.prices]
    asked += [(one.sku, one.price, one.price_was) for one in plan.variants or ()]
    forbidden = restriction_of(label_group, label).no_promotion
    said: set[str] = set()
    for sku, price, was in asked:
        if was is None or sku in said:
            continue
        number = numbers.get(sku, first)
        if was <= price or not price:
            said.add(sku)
            plan.problems.append((number, "price_was", _("Giá cũ phải cao hơn giá đang bán.")))
        elif forbidden:
            said.add(sku)
            words = _("Loại hàng này không được giảm giá, quảng bá. Bỏ trống giá cũ.")
            plan.problems.append((number, "price_was", words))


def _group_of(now: ListingNow | None) -> str:
    revision = now.listing.latest_revision if now is not None else None
    return str(revision.content.get("label_group") or "") if revision is not None else ""


def _check_state(plan: Plan, first: int, now: ListingNow | None) -> None:
    if now is None or not plan.changes:
        return
    if now.state == ListingState.ARCHIVED:
        plan.problems.append((first, "sku", _("Mặt hàng đang cất kho. Lấy ra khỏi kho rồi hãy sửa.")))
    elif now.state == ListingState.WAITING and plan.writes_revision:
        words = _("Bản trước đang chờ Sở duyệt. Rút lại bản đó, hoặc chỉ đổi giá và số còn.")
        plan.problems.append((first, "sku", words))
    elif now.listing.locked and plan.writes_revision:
        plan.problems.append((first, "sku", ListingLockedError().message))
