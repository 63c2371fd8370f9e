"""What those who run a stall are told, as rows of the message table.

The key names the occasion, so that nothing is told twice.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import translation

from marketplace.notifications.services import NewMessage, queue_messages
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall, StallMember, StallSuspension

# Letters to stalls are Vietnamese: their words and addresses too, whatever language the page was read in.
STALL_LANGUAGE: Final = "vi"
# Whose a letter is, whatever address it went to: it calls the stall by name, or says the key of a person.
TO_STALL: Final = "stall_name"
TO_PERSON: Final = "user_key"
_RUNNING = (MemberRole.OWNER, MemberRole.MANAGER)


def words_for_stalls() -> AbstractContextManager[None]:
    """Write within in the language of stalls, whatever that of whoever acts."""
    return translation.override(STALL_LANGUAGE)


def path_for_stalls(name: str, **kwargs: object) -> str:
    """Return the address of the page ``name`` as stalls are told it."""
    with words_for_stalls():
        return reverse(name, kwargs=kwargs)


def letter_to_stall(stall: Stall, *, kind: str, occasion: str, facts: Mapping[str, Any]) -> NewMessage:
    """Return a message to the address that the stall shows; the occasion is told once."""
    return NewMessage(
        key=f"{kind}:{occasion}",
        kind=kind,
        recipient=stall.email,
        language=STALL_LANGUAGE,
        context={TO_STALL: stall.name, "stall_key": stall.pk, **facts},
    )


def tell_stall(stall: Stall, kind: str, occasion: str, facts: dict[str, Any]) -> None:
    """Tell everyone who runs the stall; the occasion is told once."""
    messages = [
        NewMessage(
            key=f"{kind}:{occasion}:{member.user_id}",
            kind=kind,
            recipient=member.user.email,
            language=STALL_LANGUAGE,
            context={
                "name": member.user.full_name,
                "stall": stall.name,
                "stall_key": stall.pk,
                TO_PERSON: member.user_id,
                **facts,
            },
        )
        for member in _running(stall)
    ]
    queue_messages(messages)


def paper_facts(name: str, ends: date, left: int, path: str) -> dict[str, Any]:
    """Return what a letter says of a paper that ends."""
    return {"paper": name, "day": f"{ends:%d/%m/%Y}", "days": left, "path": path}


def tell_suspended(stall: Stall, suspension: StallSuspension) -> None:
    """Tell those who run the stall why, and on which article, it does not sell for now."""
    facts = {"reason": suspension.reason, "basis": str(suspension.basis) if suspension.basis else ""}
    tell_stall(stall, "stall_suspended", str(suspension.pk), facts)


def tell_reopened(stall: Stall, suspension_pk: int) -> None:
    """Tell those who run the stall that it sells again."""
    with words_for_stalls():
        facts = {"path": stall.get_absolute_url()}
    tell_stall(stall, "stall_reopened", str(suspension_pk), facts)


def _running(stall: Stall) -> Iterable[StallMember]:
    return StallMember.objects.filter(stall=stall, role__in=_RUNNING, user__is_active=True).select_related(
        "user"
    )
