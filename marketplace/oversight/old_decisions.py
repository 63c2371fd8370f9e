"""What was decided before decisions had rows of their own, told from the log and from remarks.

A task of that time says «rejected» of a refusal and of asked changes alike. The log says which; where it does not,
a remark on a field was only ever written with asked changes. What neither tells stays unnamed. Called by a
migration, so it asks for models by name.
"""

from collections.abc import Iterator
from typing import Any, Final

_BATCH: Final = 500
_CHANGES: Final = "changes"
_KINDS: Final = ("approve", _CHANGES, "reject")


def name_old_decisions(apps: Any) -> int:
    """Write a row for each decision that has none and is known. Returns how many. Idempotent."""
    decision = apps.get_model("listings", "ReviewDecision")
    texts = dict(apps.get_model("oversight", "ReviewReason").objects.values_list("code", "text"))
    batch: list[Any] = []
    named = 0
    for task in _unnamed_tasks(apps):
        facts = _from_log(apps, task, texts) or _from_remarks(apps, task)
        if facts is None:
            continue
        batch.append(decision(task_state_id=task.pk, **facts))
        named += 1
        if len(batch) == _BATCH:
            decision.objects.bulk_create(batch)
            batch.clear()
    decision.objects.bulk_create(batch)
    return named


def _unnamed_tasks(apps: Any) -> Iterator[Any]:
    """Yield the officers' finished tasks without a row, in the order of their keys, a batch at a time."""
    tasks = apps.get_model("wagtailcore", "TaskState").objects.filter(
        task__content_type__app_label="listings",
        task__content_type__model="listingreviewtask",
        status__in=["approved", "rejected"],
        finished_at__isnull=False,
        decision=None,
    )
    last = 0
    while rows := list(tasks.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield from rows
        last = rows[-1].pk


def _from_log(apps: Any, task: Any, texts: dict[str, str]) -> dict[str, Any] | None:
    """Return what the entry says that was written with the decision: on this revision, by this person, right after."""
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(
        action="listings.decide",
        revision_id=task.revision_id,
        user_id=task.finished_by_id,
        timestamp__gte=task.finished_at,
    )
    entry = entries.order_by("timestamp", "pk").first()
    data = entry.data or {} if entry is not None else {}
    if data.get("decision") not in _KINDS or (data["decision"] == "approve") != (task.status == "approved"):
        return None
    words = str(data.get("comment", ""))
    reasons = [[code, texts.get(code, "")] for code in data.get("reasons", ())]
    said = " ".join(text for _code, text in reasons)
    if said and words.startswith(said):
        words = words[len(said) :].strip()
    else:
        # The row was reworded since: the words have what it said that day.
        reasons = [[code, ""] for code, _text in reasons]
    on_display = bool((data.get("before") or {}).get("on_display"))
    return {"kind": data["decision"], "reasons": reasons, "words": words, "on_display": on_display}


def _from_remarks(apps: Any, task: Any) -> dict[str, Any] | None:
    if task.status != "rejected":
        return None
    has_remarks = apps.get_model("listings", "ListingRemark").objects.filter(task_state_id=task.pk).exists()
    return {"kind": _CHANGES, "reasons": [], "words": task.comment} if has_remarks else None
