"""What stalls and people who report are told. Facts only: the words stand in ``emails/`` of the theme."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import translation
from wagtail.models import TaskState

from marketplace.listings.models import Listing
from marketplace.listings.review.texts import field_names
from marketplace.notifications.services import NewMessage
from marketplace.oversight.models import Report, TakeDown
from marketplace.stalls.messages import letter_to_stall, path_for_stalls


def listing_decided(
    *, listing: Listing, task_state: TaskState, decision: str, words: str, remarks: Mapping[str, str]
) -> list[NewMessage]:
    """Tell the stall what became of its revision; a stage that only passes it on is told by the last one."""
    is_live = listing.live and listing.live_revision_id == task_state.revision_id
    if decision == "approve" and not is_live:
        return []
    shown = listing.live_revision
    names = field_names(task_state.revision.as_object(), shown.as_object() if shown else None)
    return [
        letter_to_stall(
            listing.stall,
            kind="listing_decided",
            occasion=str(task_state.pk),
            facts={
                "title": task_state.revision.content["title"],
                "decision": decision,
                "words": words,
                "remarks": [[names.get(field, field), text] for field, text in remarks.items()],
                "is_on_display": listing.live,
                "desk_path": path_for_stalls("desk:home"),
            },
        )
    ]


def listing_moved(*, take_down: TakeDown, is_back: bool) -> list[NewMessage]:
    """Tell the stall that the department took goods down, or put them back."""
    listing = take_down.listing
    return [
        letter_to_stall(
            listing.stall,
            kind="listing_moved",
            occasion=f"{take_down.pk}:{'back' if is_back else 'down'}",
            facts={
                "title": listing.title,
                "is_back": is_back,
                "reason": take_down.reason,
                "basis": take_down.basis.name,
                "citation": take_down.basis.citation,
                "desk_path": path_for_stalls("desk:home"),
            },
        )
    ]


def report_news(*, report: Report, is_answer: bool) -> list[NewMessage]:
    """Tell who reported, if they left an address, that it was received or answered."""
    if not report.email:
        return []
    with translation.override(report.language):
        path = reverse("reports:status", kwargs={"token": report.token})
    return [
        NewMessage(
            key=f"report:{report.pk}:{'answer' if is_answer else 'received'}",
            kind="report_news",
            recipient=report.email,
            language=report.language,
            context={
                "ticket": report.ticket,
                "target": report.target,
                "is_answer": is_answer,
                "answer": report.answer,
                "path": path,
            },
        )
    ]
