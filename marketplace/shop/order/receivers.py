"""What happens to orders elsewhere: a part moved, a person proved an e-mail to be theirs."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from marketplace.accounts.models import User
from marketplace.accounts.signals import email_verified
from marketplace.fulfilment.models import StallOrder
from marketplace.fulfilment.signals import part_moved
from marketplace.shop.order.services import adopt_guest_orders, project_order_state


@receiver(part_moved, dispatch_uid="order.part_moved")
def follow_part(*, part: StallOrder, **_: object) -> None:
    """Keep Oscar's status in step with the parts."""
    project_order_state(order_id=part.order_id)


@receiver(email_verified, dispatch_uid="order.email_verified")
def adopt_on_verification(*, user: User, **_: object) -> None:
    """A proven e-mail brings the orders that were placed with it as a guest."""
    adopt_guest_orders(user=user)


@receiver(user_logged_in, dispatch_uid="order.user_logged_in")
def adopt_on_sign_in(*, user: User, **_: object) -> None:
    """So do later ones, placed without signing in first."""
    adopt_guest_orders(user=user)
