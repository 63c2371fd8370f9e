"""Reading people and what they agreed to."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Consent, User

# What may be taken back without closing the account: nothing else hangs on it.
WITHDRAWABLE = frozenset({Consent.Purpose.MARKETING_EMAIL})
_DOCUMENTS: dict[str, str | Promise] = {
    "quy-che": _("Quy chế hoạt động"),
    "bao-mat": _("Chính sách bảo vệ dữ liệu cá nhân"),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing a person agreed to, as their page shows it."""

    pk: int
    document: str | Promise
    url: str
    version: str
    purpose: str
    reference: str
    given_at: dt.datetime
    withdrawn_at: dt.datetime | None
    can_be_withdrawn: bool
    is_of_order: bool


def find_user(*, email: str) -> User | None:
    """Return the person with this address, in any case of its letters."""
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist:
        return None


def consents_of(*, user: AbstractBaseUser) -> QuerySet[Consent]:
    """Return what a person agreed to, the latest first."""
    return Consent.objects.filter(user_id=user.pk).order_by("-given_at", "-pk")


def agreements_of(*, user: AbstractBaseUser) -> list[Agreement]:
    """Return what a person agreed to, with the way back where there is one."""
    return [
        Agreement(
            pk=consent.pk,
            document=_DOCUMENTS.get(consent.document, consent.document),
            url=reverse("wagtail_serve", args=(f"{consent.document}/",)),
            version=consent.version,
            purpose=consent.get_purpose_display(),
            reference=consent.reference,
            given_at=consent.given_at,
            withdrawn_at=consent.withdrawn_at,
            can_be_withdrawn=consent.purpose in WITHDRAWABLE and consent.withdrawn_at is None,
            is_of_order=consent.purpose == Consent.Purpose.ORDER,
        )
        for consent in consents_of(user=user)
    ]
