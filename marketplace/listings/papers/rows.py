"""The papers of a listing: what each says, and its file in private storage. They are part of the revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.core.text import clean_text
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import ListingPaper

FOLDER = "listing-papers"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """One paper as a form says it; ``file`` is a name in private storage, or nothing yet."""

    kind: PaperKind | str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    # Codes of the rules that a licence answers.
    answers: Sequence[str] = ()
    file: str = ""
    digest: str = ""


def paper_rows(papers: Sequence[Paper], *, old: Sequence[ListingPaper] = ()) -> list[ListingPaper]:
    """Return the rows; one that was in the same place keeps its key, so that a revision does not double it."""
    keys = [row.pk for row in old]
    return [
        ListingPaper(
            pk=keys[position] if position < len(keys) else None,
            kind=PaperKind(paper.kind),
            number=clean_text(paper.number),
            issuer=clean_text(paper.issuer),
            issued_on=paper.issued_on,
            expires_on=paper.expires_on,
            answers=list(paper.answers) if paper.kind == PaperKind.LICENCE else [],
            file=paper.file,
            digest=paper.digest,
            position=position,
        )
        for position, paper in enumerate(papers)
    ]
