"""What changed between the approved revision and the one that waits, row by row and word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from marketplace.listings.checks import label_data_of
from marketplace.listings.labels import label_groups, label_rows, quantity_in_words
from marketplace.listings.models import Listing, ListingPaper, ListingPicture

# A word keeps the blank after it, so that two changed words stand in one mark.
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. ``changed`` is only on one of the two sides; ``mark`` leads to it from a finding."""

    text: str
    changed: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Pictures are digests; a page turns them into addresses."""

    field: str
    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    pictures_before: tuple[ListingPicture, ...] = ()
    pictures_after: tuple[ListingPicture, ...] = ()
    # The papers that have a file, where the row is about papers.
    papers_before: tuple[ListingPaper, ...] = ()
    papers_after: tuple[ListingPaper, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether the two sides differ."""
        shown, asked = (
            [picture.digest for picture in side] for side in (self.pictures_before, self.pictures_after)
        )
        return shown != asked or any(piece.changed for piece in (*self.before, *self.after))


def compare(*, approved: Listing | None, proposed: Listing) -> list[Row]:
    """Return every row of the listing, with what is on display (if anything) and what is asked for."""
    before = _by_label(approved) if approved is not None else {}
    known = frozenset(paper.digest for paper in approved.papers.all()) if approved is not None else None
    after = _by_label(proposed, known)
    empty = ("", "")
    rows = []
    for label in dict.fromkeys([*after, *before]):
        field = (after.get(label) or before[label])[0]
        old, new = before.get(label, empty)[1], after.get(label, empty)[1]
        row = _row(field, label, old, new, is_new=approved is None)
        if field == "papers":
            row = replace(row, papers_before=_with_file(approved), papers_after=_with_file(proposed))
        rows.append(row)
    shown = tuple(approved.pictures.all()) if approved is not None else ()
    rows.append(Row("pictures", _("Ảnh"), (), (), shown, tuple(proposed.pictures.all())))
    return rows


def with_marks(rows: list[Row], places: Mapping[str, list[tuple[int, int, str, str]]]) -> list[Row]:
    """Return the rows with the proposed text cut where a finding stands.

    ``places`` holds (start, end, quote, mark) by field. A place whose words are not there (a row may show
    two fields) marks nothing: the finding still names the row.
    """
    return [
        replace(row, after=_cut(row.after, places[row.field])) if row.field in places else row for row in rows
    ]


def _cut(pieces: tuple[Piece, ...], places: list[tuple[int, int, str, str]]) -> tuple[Piece, ...]:
    text = "".join(piece.text for piece in pieces)
    marks: dict[int, str] = {}
    for start, end, quote, mark in places:
        if text[start:end] == quote:
            marks |= dict.fromkeys(range(start, end), mark)
    cut: list[Piece] = []
    at = 0
    for piece in pieces:
        for letter in piece.text:
            mark = marks.get(at, "")
            at += 1
            if cut and cut[-1].changed == piece.changed and cut[-1].mark == mark:
                cut[-1] = replace(cut[-1], text=cut[-1].text + letter)
            else:
                cut.append(Piece(letter, changed=piece.changed, mark=mark))
    return tuple(cut)


def _row(field: str, label: str, before: str, after: str, *, is_new: bool) -> Row:
    if is_new:  # nothing to compare with, so nothing to mark
        return Row(field, label, (), (Piece(after, changed=False),))
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    # Blanks are shown and not compared: a new line is no new claim.
    words = SequenceMatcher(
        None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False
    )
    for kind, start, end, new_start, new_end in words.get_opcodes():
        if start < end:
            left.append(Piece("".join(old[start:end]), changed=kind != "equal"))
        if new_start < new_end:
            right.append(Piece("".join(new[new_start:new_end]), changed=kind != "equal"))
    return Row(field, label, tuple(left), tuple(right))


def _with_file(listing: Listing | None) -> tuple[ListingPaper, ...]:
    return tuple(paper for paper in listing.papers.all() if paper.file) if listing is not None else ()


def _by_label(listing: Listing, known: frozenset[str] | None = None) -> dict[str, tuple[str, str]]:
    """Return (field, text) by label. Two fields of one official name stand in one row, on lines of their own."""
    rows: dict[str, tuple[str, str]] = {}
    for field, label, value in _facts(listing, known):
        rows[label] = (rows[label][0], f"{rows[label][1]}\n{value}") if label in rows else (field, value)
    return rows


def _facts(listing: Listing, known: frozenset[str] | None = None) -> Iterator[tuple[str, str, str]]:
    yield "title", _("Tên hàng"), listing.title
    yield "category", _("Danh mục"), str(listing.category.name)
    yield "description", _("Mô tả"), listing.description
    yield "origin_ward", _("Nơi làm ra"), _origin(listing)
    group = label_groups().get(listing.label_group)
    yield "label_group", _("Nhóm nhãn"), group.name if group else listing.label_group
    yield from _label(listing)
    yield "variants", _("Quy cách"), "\n".join(_variants(listing))
    yield "ocop_stars", _("OCOP"), _ocop(listing)
    yield "papers", _("Giấy tờ"), "\n".join(_papers(listing, known))
    yield "captions", _("Lời tả ảnh"), " · ".join(one.alt for one in listing.pictures.all() if one.alt)


def _label(listing: Listing) -> Iterator[tuple[str, str, str]]:
    data = label_data_of(listing)
    group = label_groups().get(listing.label_group)
    for key in group.fields if group else ():
        # One field at a time, so that a row knows which it is; a quantity needs its unit beside it.
        one = {name: data.get(name) for name in ({key, "net_unit"} if key == "net_quantity" else {key})}
        for name, value in label_rows(listing.label_group, one):
            yield key, _("Nhãn: %s") % name, value


def _papers(listing: Listing, known: frozenset[str] | None) -> Iterator[str]:
    for paper in listing.papers.all():
        parts = [str(paper), paper.issuer]
        if paper.issued_on:
            parts.append(_("cấp %s") % f"{paper.issued_on:%d/%m/%Y}")
        if paper.expires_on:
            parts.append(_("hết hạn %s") % f"{paper.expires_on:%d/%m/%Y}")
        # Another file under the same words is another paper; ``known`` are the files that are on display.
        if paper.digest:
            parts.append(_("có tệp") if known is None or paper.digest in known else _("tệp mới"))
        yield " · ".join(part for part in parts if part)


def _origin(listing: Listing) -> str:
    ward = listing.origin_ward
    return f"{ward.name}, {ward.province.name}" if ward is not None else ""


def _variants(listing: Listing) -> Iterator[str]:
    for variant in listing.variants.all():
        parts = [variant.sku, variant.name]
        # Many a stall writes the unit twice, once with a capital.
        parts += [variant.unit] if variant.unit.casefold() != variant.name.casefold() else []
        if variant.net_quantity is not None:
            parts.append(quantity_in_words([(variant.net_quantity, variant.net_unit)]))
        yield " · ".join(part for part in parts if part)


def _ocop(listing: Listing) -> str:
    if not listing.ocop_stars:
        return ""
    parts = [_("%s sao") % listing.ocop_stars, listing.ocop_decision_no, listing.ocop_authority]
    if listing.ocop_issued_on:
        parts.append(_("cấp %s") % f"{listing.ocop_issued_on:%d/%m/%Y}")
    if listing.ocop_expires_on:
        parts.append(_("hết hạn %s") % f"{listing.ocop_expires_on:%d/%m/%Y}")
    return " · ".join(part for part in parts if part)


def field_names(listing: Listing) -> dict[str, str]:
    """Return what each field of the form is called, as officer and stall read it."""
    return {field: label for field, label, _value in _facts(listing)} | {"pictures": _("Ảnh")}
