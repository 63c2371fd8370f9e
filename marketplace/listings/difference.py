"""What changed between the approved revision and the one that waits, row by row and word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from marketplace.listings.checks import label_data_of
from marketplace.listings.labels import label_groups, label_rows, quantity_in_words
from marketplace.listings.models import Listing, ListingPicture

# A word keeps the blank after it, so that two changed words stand in one mark.
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. ``changed`` is only on one of the two sides."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Pictures are digests; a page turns them into addresses."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    pictures_before: tuple[ListingPicture, ...] = ()
    pictures_after: tuple[ListingPicture, ...] = ()

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
    after = _by_label(proposed)
    labels = list(dict.fromkeys([*after, *before]))
    rows = [
        _row(label, before.get(label, ""), after.get(label, ""), is_new=approved is None) for label in labels
    ]
    shown = tuple(approved.pictures.all()) if approved is not None else ()
    rows.append(Row(_("Ảnh"), (), (), shown, tuple(proposed.pictures.all())))
    return rows


def _row(label: str, before: str, after: str, *, is_new: bool) -> Row:
    if is_new:  # nothing to compare with, so nothing to mark
        return Row(label, (), (Piece(after, changed=False),))
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
    return Row(label, tuple(left), tuple(right))


def _by_label(listing: Listing) -> dict[str, str]:
    """Return the facts by label. Two fields of one official name stand in one row, on lines of their own."""
    rows: dict[str, str] = {}
    for label, value in _facts(listing):
        rows[label] = f"{rows[label]}\n{value}" if label in rows else value
    return rows


def _facts(listing: Listing) -> Iterator[tuple[str, str]]:
    yield _("Tên hàng"), listing.title
    yield _("Danh mục"), str(listing.category.name)
    yield _("Mô tả"), listing.description
    yield _("Nơi làm ra"), _origin(listing)
    group = label_groups().get(listing.label_group)
    yield _("Nhóm nhãn"), group.name if group else listing.label_group
    for name, value in label_rows(listing.label_group, label_data_of(listing)):
        yield _("Nhãn: %s") % name, value
    yield _("Quy cách"), "\n".join(_variants(listing))
    yield _("OCOP"), _ocop(listing)


def _origin(listing: Listing) -> str:
    ward = listing.origin_ward
    return f"{ward.name}, {ward.province.name}" if ward is not None else ""


def _variants(listing: Listing) -> Iterator[str]:
    for variant in listing.variants.all():
        parts = [variant.sku, variant.name, variant.unit]
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
