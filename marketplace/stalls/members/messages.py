"""What somebody who is to work at a stall is told."""

from django.urls import reverse
from django.utils import translation

from marketplace.notifications.services import NewMessage, queue_messages
from marketplace.stalls.messages import STALL_LANGUAGE
from marketplace.stalls.models import StallInvitation


def tell_invited(invitation: StallInvitation, *, key: str) -> None:
    """Send the link that makes somebody a member. It opens a door, so its words are not kept."""
    with translation.override(STALL_LANGUAGE):
        facts = {
            "stall": invitation.stall.name,
            "role": str(invitation.get_role_display()),
            "inviter": invitation.invited_by.full_name,
            "path": reverse("stalls:invitation", args=(key,)),
        }
    queue_messages(
        [
            NewMessage(
                key=f"stall_invitation:{invitation.pk}",
                kind="stall_invitation",
                recipient=invitation.email,
                language=STALL_LANGUAGE,
                context=facts,
                is_secret=True,
            )
        ]
    )
