"""What follows in the shopper's world when an account is closed."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from marketplace.accounts.errors import AccountInUseError
from marketplace.accounts.models import User
from marketplace.accounts.signals import account_closing
from marketplace.stalls.models import StallMember
from marketplace.storefront.account_services import forget_person


@receiver(account_closing, dispatch_uid="storefront.account_closing")
def follow_closing(*, user: User, **_kwargs: object) -> None:
    """Refuse while a stall depends on the person; otherwise forget in the same transaction."""
    membership = StallMember.objects.filter(user=user).select_related("stall").first()
    if membership is not None:
        raise AccountInUseError(
            _("Tài khoản này đang trông coi %(stall)s. Bạn liên hệ sàn để bàn giao gian hàng trước khi đóng.")
            % {"stall": membership.stall.name}
        )
    forget_person(user=user)
