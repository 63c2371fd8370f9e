"""A listing as rows of text, the one way in which it is read: by the check, by officers, by the stall.

Which words a finding is about is counted in the text of its row. So the check reads the same rows that the pages
show, and of each row what a person typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from marketplace.listings.labels.rules import label_groups, label_rows, quantity_in_words
from marketplace.listings.models import Listing
from marketplace.listings.review.checks import label_data_of
from marketplace.shop.catalogue.restrictions import licence_rule_names


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that a person typed, under its field's name on the form; ``at`` is where it begins in its row."""

    field: str
    name: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class RowText:
    """A row: the fields it shows, its name, its text, and what of it was typed."""

    fields: tuple[str, ...]
    label: str
    text: str
    typed: tuple[Typed, ...] = ()


def row_texts(listing: Listing, known: frozenset[str] | None = None) -> dict[str, RowText]:
    """Return the rows by their names. Two fields of one official name stand in one row, on lines of their own.

    ``known`` are the files of papers that are on display, so that another file under the same words is told.
    """
    rows: dict[str, RowText] = {}
    for row in _facts(listing, known):
        rows[row.label] = _below(rows[row.label], row) if row.label in rows else row
    return rows


def typed_texts(listing: Listing) -> list[Typed]:
    """Return what was typed, in the order of the rows."""
    return [text for row in row_texts(listing).values() for text in row.typed]


def _below(row: RowText, other: RowText) -> RowText:
    """Return both as one row."""
    text = f"{row.text}\n{other.text}"
    shift = len(text) - len(other.text)
    typed = tuple(replace(one, at=one.at + shift) for one in other.typed)
    return RowText((*row.fields, *other.fields), row.label, text, (*row.typed, *typed))


def _facts(listing: Listing, known: frozenset[str] | None = None) -> Iterator[RowText]:
    yield _typed("title", _("Tên hàng"), listing.title)
    category = listing.known_category
    yield RowText(("category",), _("Danh mục"), str(category.name) if category else _("danh mục đã bỏ"))
    yield _typed("description", _("Mô tả"), listing.description)
    yield RowText(("origin_ward",), _("Nơi làm ra"), _origin(listing))
    group = label_groups().get(listing.label_group)
    yield RowText(("label_group",), _("Nhóm nhãn"), group.name if group else listing.label_group)
    yield from _label(listing)
    yield _variants(listing)
    yield RowText(("ocop_stars",), _("OCOP"), _ocop(listing))
    yield RowText(("papers",), _("Giấy tờ"), "\n".join(_papers(listing, known)))
    captions = _Joined("captions", _("Lời tả ảnh"))
    for picture in listing.pictures.all():
        captions.add(picture.alt, is_typed=True)
    yield captions.as_row()


def _typed(field: str, name: str, text: str) -> RowText:
    return RowText((field,), name, text, (Typed(field, name, text, 0),) if text else ())


class _Joined:
    """Texts put together on lines, which remembers where the typed ones stand."""

    def __init__(self, field: str, name: str) -> None:
        self.field, self.name = field, name
        self.text = ""
        self.typed: list[Typed] = []

    def add(self, text: str, *, is_typed: bool, is_new_line: bool = False) -> None:
        """Write ``text`` behind what is there; nothing is no text."""
        if not text:
            return
        if self.text:
            self.text += "\n" if is_new_line else " · "
        if is_typed:
            self.typed.append(Typed(self.field, self.name, text, len(self.text)))
        self.text += text

    def as_row(self) -> RowText:
        return RowText((self.field,), self.name, self.text, tuple(self.typed))


def _label(listing: Listing) -> Iterator[RowText]:
    data = label_data_of(listing)
    group = label_groups().get(listing.label_group)
    for key in group.fields if group else ():
        # One field at a time, so that a row knows which it is; a quantity needs its unit beside it.
        one = {name: data.get(name) for name in ({key, "net_unit"} if key == "net_quantity" else {key})}
        for name, value in label_rows(listing.label_group, one):
            said = data.get(key)
            # A number or a date is shown in another way than it was typed; there is no claim in it.
            is_typed = isinstance(said, str) and said.strip() == value
            typed = (Typed(key, name, value, 0),) if is_typed else ()
            yield RowText((key,), _("Nhãn: %s") % name, value, typed)


def _papers(listing: Listing, known: frozenset[str] | None) -> Iterator[str]:
    for paper in listing.papers.all():
        parts = [str(paper), paper.issuer]
        if paper.issued_on:
            parts.append(_("cấp %s") % f"{paper.issued_on:%d/%m/%Y}")
        if paper.expires_on:
            parts.append(_("hết hạn %s") % f"{paper.expires_on:%d/%m/%Y}")
        if paper.answers:
            names = licence_rule_names()
            parts.append(_("cho %s") % "; ".join(names.get(code, code) for code in paper.answers))
        # Another file under the same words is another paper; ``known`` are the files that are on display.
        if paper.digest:
            parts.append(_("có tệp") if known is None or paper.digest in known else _("tệp mới"))
        yield " · ".join(part for part in parts if part)


def _origin(listing: Listing) -> str:
    ward = listing.origin_ward
    return f"{ward.name}, {ward.province.name}" if ward is not None else ""


def _variants(listing: Listing) -> RowText:
    lines = _Joined("variants", _("Quy cách"))
    for variant in listing.variants.all():
        lines.add(variant.sku, is_typed=False, is_new_line=True)
        lines.add(variant.name, is_typed=True)
        # Many a stall writes the unit twice, once with a capital.
        if variant.unit.casefold() != variant.name.casefold():
            lines.add(variant.unit, is_typed=True)
        if variant.net_quantity is not None:
            lines.add(quantity_in_words([(variant.net_quantity, variant.net_unit)]), is_typed=False)
    return lines.as_row()


def _ocop(listing: Listing) -> str:
    if not listing.ocop_stars:
        return ""
    parts = [_("%s sao") % listing.ocop_stars, listing.ocop_decision_no, listing.ocop_authority]
    if listing.ocop_issued_on:
        parts.append(_("cấp %s") % f"{listing.ocop_issued_on:%d/%m/%Y}")
    if listing.ocop_expires_on:
        parts.append(_("hết hạn %s") % f"{listing.ocop_expires_on:%d/%m/%Y}")
    return " · ".join(part for part in parts if part)


def field_names(*listings: Listing | None) -> dict[str, str]:
    """Return what each field of these contents is called, as officers and the stall read it.

    An edit is read beside what is on display: a line that it leaves out has a name too.
    """
    rows = (row for listing in listings if listing is not None for row in _facts(listing))
    return {row.fields[0]: row.label for row in rows} | {"pictures": _("Ảnh")}
