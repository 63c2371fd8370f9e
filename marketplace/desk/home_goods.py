"""What the desk's first page says of the goods: how many stand where, what an officer or the check said, papers."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode

from marketplace.desk.listing_rows import CHECKED, TO_MEND, Words, count_by_state, officer_words
from marketplace.listings.enums import ListingState
from marketplace.listings.papers.expiry import EndingPaper, ending_papers
from marketplace.listings.screening.models import Finding
from marketplace.listings.screening.selectors import findings_of_listings
from marketplace.listings.selectors import listings_of
from marketplace.stalls.models import Stall

SHOWN: Final = 5
_SPOKEN: Final = (*CHECKED, ListingState.TAKEN_DOWN)
_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many listings stand in one state, and where they are listed."""

    state: ListingState
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """A listing about which somebody said something."""

    pk: int
    title: str
    state: ListingState
    is_on_shelf: bool
    words: Words | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Goods:
    """Everything that the page says of listings."""

    states: tuple[StateCount, ...] = ()
    to_mend: tuple[Told, ...] = ()
    mend_count: int = 0
    checked: tuple[Told, ...] = ()
    papers: tuple[EndingPaper, ...] = ()

    @property
    def waiting(self) -> int:
        """How many wait for an officer."""
        return next((one.count for one in self.states if one.state == ListingState.WAITING), 0)


def read_goods(stall: Stall) -> Goods:
    """Return what there is to say, in a fixed number of queries."""
    counts = count_by_state(stall)
    told = _told(stall)
    return Goods(
        states=tuple(
            StateCount(state, list_url(state), counts[state]) for state in ListingState if state in counts
        ),
        to_mend=tuple(one for one in told if one.state != ListingState.WAITING)[:SHOWN],
        mend_count=sum(counts.get(state, 0) for state in (*TO_MEND, ListingState.TAKEN_DOWN)),
        checked=tuple(one for one in told if one.findings)[:SHOWN],
        papers=tuple(ending_papers(stall)),
    )


def list_url(state: ListingState) -> str:
    """Return the address of the stall's goods in one state."""
    return f"{reverse('desk:listings')}?{urlencode({'trang-thai': state.value})}"


def _told(stall: Stall) -> list[Told]:
    rows = list(
        listings_of(stall)
        .filter(state__in=_SPOKEN)
        .select_related("latest_revision")
        .defer("latest_revision__content")
        .order_by("-latest_revision__created_at", "-pk")[:_MOST]
    )
    words = officer_words(rows)
    findings = findings_of_listings(row for row in rows if row.state in CHECKED)
    return [
        Told(
            pk=row.pk,
            title=row.latest_revision.object_str if row.latest_revision else row.title,
            state=ListingState(row.state),
            is_on_shelf=row.live,
            words=words.get(row.pk),
            findings=tuple(findings.get(row.pk, ())),
        )
        for row in rows
    ]
