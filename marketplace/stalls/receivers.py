"""What follows for stalls from what happened below them."""

from django.dispatch import receiver

from marketplace.accounts.models import User
from marketplace.accounts.signals import account_closing
from marketplace.stalls.dossier_forgetting import forget_applications


@receiver(account_closing, dispatch_uid="stalls.account_closing")
def follow_closing(*, user: User, **_: object) -> None:
    """Forget what the person asked to open and never got."""
    forget_applications(keeper=user)
