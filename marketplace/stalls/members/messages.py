"""What somebody who is to work at a stall is told."""

from marketplace.notifications.services import NewMessage, queue_messages
from marketplace.stalls.messages import STALL_LANGUAGE, path_for_stalls, words_for_stalls
from marketplace.stalls.models import StallInvitation


def tell_invited(invitation: StallInvitation, *, key: str) -> None:
    """Send the link that makes somebody a member. It opens a door, so its words are not kept."""
    with words_for_stalls():
        facts = {
            "stall": invitation.stall.name,
            "role": str(invitation.get_role_display()),
            "inviter": invitation.invited_by.full_name,
            "path": path_for_stalls("stalls:invitation", key=key),
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
