"""What follows for stalls from what happened below them."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from marketplace.accounts.models import User
from marketplace.accounts.signals import account_closing
from marketplace.core.caching.kept_pages import forget_pages
from marketplace.stalls.dossiers.forgetting import forget_applications
from marketplace.stalls.models import DeliveryZone, ShippingRate, Stall
from marketplace.stalls.shipping.zones import forget_zones


@receiver(account_closing, dispatch_uid="stalls.account_closing")
def follow_closing(*, user: User, **_: object) -> None:
    """Forget what the person asked to open and never got."""
    forget_applications(keeper=user)


def stall_changed(**_: object) -> None:
    """Let no kept page show what a stall said of itself and its delivery before."""
    forget_pages()


for _kind in (Stall, ShippingRate):
    for _signal in (post_save, post_delete):
        _signal.connect(stall_changed, sender=_kind, dispatch_uid=f"stalls.forget_pages.{_kind.__name__}")


@receiver([post_save, post_delete], sender=DeliveryZone, dispatch_uid="stalls.forget_zones")
@receiver(m2m_changed, sender=DeliveryZone.provinces.through, dispatch_uid="stalls.forget_zones.provinces")
def zone_changed(**_: object) -> None:
    """Let every page follow the department's row."""
    forget_zones()
