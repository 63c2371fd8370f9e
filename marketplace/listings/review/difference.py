"""What changed between the approved revision and the one that waits, row by row and word by word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from marketplace.listings.models import Listing, ListingPaper, ListingPicture
from marketplace.listings.review.texts import row_texts

# A word keeps the blank after it, so that two changed words stand in one mark.
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. ``changed`` is only on one of the two sides.

    ``is_marked`` says that findings are about it; ``anchors`` are those that begin here, each in one piece alone.
    """

    text: str
    changed: bool
    is_marked: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands in the proposed text of its row, and the name under which a page leads to it."""

    start: int
    end: int
    quote: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Pictures are digests; a page turns them into addresses."""

    fields: tuple[str, ...]
    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    pictures_before: tuple[ListingPicture, ...] = ()
    pictures_after: tuple[ListingPicture, ...] = ()
    # The papers that have a file, where the row is about papers.
    papers_before: tuple[ListingPaper, ...] = ()
    papers_after: tuple[ListingPaper, ...] = ()

    @property
    def field(self) -> str:
        """The field by which the row is known; what is said of the others is said of it too."""
        return self.fields[0]

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read or to see."""
        said = any(piece.text for piece in (*self.before, *self.after))
        return said or bool(self.pictures_before or self.pictures_after)

    @property
    def is_changed(self) -> bool:
        """Whether the two sides differ."""
        shown, asked = (
            [picture.digest for picture in side] for side in (self.pictures_before, self.pictures_after)
        )
        return shown != asked or any(piece.changed for piece in (*self.before, *self.after))


def compare(*, approved: Listing | None, proposed: Listing) -> list[Row]:
    """Return every row of the listing, with what is on display (if anything) and what is asked for."""
    before = row_texts(approved) if approved is not None else {}
    known = frozenset(paper.digest for paper in approved.papers.all()) if approved is not None else None
    after = row_texts(proposed, known)
    rows = []
    for label in dict.fromkeys([*after, *before]):
        old, new = before.get(label), after.get(label)
        fields = (new or before[label]).fields
        row = _row(fields, label, old.text if old else "", new.text if new else "", is_new=approved is None)
        if row.field == "papers":
            row = replace(row, papers_before=_with_file(approved), papers_after=_with_file(proposed))
        rows.append(row)
    shown = tuple(approved.pictures.all()) if approved is not None else ()
    rows.append(Row(("pictures",), _("Ảnh"), (), (), shown, tuple(proposed.pictures.all())))
    return rows


def with_marks(rows: list[Row], places: Mapping[str, Sequence[Place]]) -> list[Row]:
    """Return the rows with the proposed text cut where a finding stands; ``places`` are by field.

    A place whose words are not there (of a check that read the texts in another way) marks nothing: the
    finding still names the row.
    """
    marked = []
    for row in rows:
        here = [place for field in row.fields for place in places.get(field, ())]
        marked.append(replace(row, after=_cut(row.after, here)) if here else row)
    return marked


def _cut(pieces: tuple[Piece, ...], places: Sequence[Place]) -> tuple[Piece, ...]:
    text = "".join(piece.text for piece in pieces)
    marked: set[int] = set()
    begins: dict[int, list[str]] = {}
    for place in places:
        # A quote is as long as its column; the place may be longer.
        if place.quote and text[place.start : place.end].startswith(place.quote):
            marked.update(range(place.start, place.end))
            begins.setdefault(place.start, []).append(place.anchor)
    cut: list[Piece] = []
    at = 0
    for piece in pieces:
        for number, letter in enumerate(piece.text):
            anchors = tuple(begins.get(at, ()))
            is_marked = at in marked
            at += 1
            if cut and number and not anchors and cut[-1].is_marked == is_marked:
                cut[-1] = replace(cut[-1], text=cut[-1].text + letter)
            else:
                cut.append(Piece(letter, changed=piece.changed, is_marked=is_marked, anchors=anchors))
    return tuple(cut)


def _row(fields: tuple[str, ...], label: str, before: str, after: str, *, is_new: bool) -> Row:
    if is_new:  # nothing to compare with, so nothing to mark
        return Row(fields, label, (), (Piece(after, changed=False),))
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
    return Row(fields, label, tuple(left), tuple(right))


def _with_file(listing: Listing | None) -> tuple[ListingPaper, ...]:
    return tuple(paper for paper in listing.papers.all() if paper.file) if listing is not None else ()
