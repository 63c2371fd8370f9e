"""What officers decided about a listing: written with each decision, read as every page lists it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from wagtail.models import TaskState

from marketplace.accounts.models import User
from marketplace.core.text import clean_text
from marketplace.listings.enums import DecisionKind
from marketplace.listings.labels.shipped import known_fields
from marketplace.listings.models import Listing, ListingRemark, ReviewDecision
from marketplace.listings.selectors import past_decisions

# The code of a reason of the list, and what it says.
Reason = tuple[str, str]
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One line of a listing's history. ``kind`` is None where no officer decided, or where nobody wrote down what.

    ``reasons`` are pairs of code and text, ``remarks`` pairs of a field's name and what was said of it.
    """

    kind: DecisionKind | None
    label: str
    at: datetime
    by: User | None
    reasons: tuple[Reason, ...]
    words: str
    remarks: tuple[tuple[str, str], ...]


def keep_decision(
    task_state: TaskState, kind: DecisionKind, comment: str, reasons: Sequence[Reason] = ()
) -> str:
    """Write down what is about to be decided, and return all its words as one text, as the task keeps them."""
    words = clean_text(comment)
    listing: Listing = task_state.revision.content_object
    ReviewDecision.objects.create(
        task_state=task_state,
        kind=kind,
        reasons=[[code, text] for code, text in reasons],
        words=words,
        on_display=listing.live,
    )
    return all_words(reasons, words)


def all_words(reasons: Sequence[Reason], words: str) -> str:
    """Return the texts of the reasons and the officer's own words as one text."""
    return " ".join([*(text for _code, text in reasons), words]).strip()


def read_decisions(
    listing: Listing, *, names: Mapping[str, str] | None = None, most: int = MOST
) -> list[PastDecision]:
    """Return the last decisions about a listing, newest first, in two queries.

    ``names`` says what the fields are called; a field that is no longer there keeps the name of its label.
    """
    tasks = list(past_decisions(listing).select_related("decision")[:most])
    called = {**known_fields(), **(names or {})}
    remarks: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    said = ListingRemark.objects.filter(task_state__in=tasks).values_list("task_state_id", "field", "text")
    for task_id, field, text in said:
        remarks[task_id].append((called.get(field, field), text))
    return [_read(task, tuple(remarks[task.pk])) for task in tasks]


def _read(task: TaskState, remarks: tuple[tuple[str, str], ...]) -> PastDecision:
    decision: ReviewDecision | None = getattr(task, "decision", None)
    kind = DecisionKind(decision.kind) if decision is not None else _kind_without_row(task)
    return PastDecision(
        kind=kind,
        label=str(kind.label) if kind is not None else _label_of_other(task),
        at=task.finished_at,
        by=task.finished_by,
        reasons=tuple((code, text) for code, text in decision.reasons) if decision is not None else (),
        words=decision.words if decision is not None else task.comment,
        remarks=remarks,
    )


def _kind_without_row(task: TaskState) -> DecisionKind | None:
    """Return what a task says by itself: a rule approved, or it is older than the rows."""
    return DecisionKind.APPROVE if task.status == TaskState.STATUS_APPROVED else None


def _label_of_other(task: TaskState) -> str:
    if task.status == TaskState.STATUS_REJECTED:
        return _("Chưa duyệt")
    return _("Dừng duyệt") if task.comment else _("Gian hàng rút lại")
