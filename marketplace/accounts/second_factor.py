"""The second factor: a code from an app, or a recovery code. Each code opens one door, once.

``User.second_factor_since`` is what a session is held against, so that the office's door costs no query and
closes for every session when the factor is taken away. A recovery code is kept as its digest only.
"""

import secrets
from typing import Final

import pyotp
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from marketplace.accounts import letters
from marketplace.accounts.models import RecoveryCode, SecondFactor, User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.web.throttle import forget_tries, has_reached_limit, is_over_limit

OFFICE: Final = "wagtailadmin.access_admin"
CODES: Final = 10
TRIES: Final = 8
PAUSE_SECONDS: Final = 900
TRIES_PER_DAY: Final = 60
_DAY: Final = 24 * 3600
_STEP: Final = 30
_TOLERANCE: Final = 1  # a phone's clock may be half a minute off
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as something else
_PASSED: Final = "second_factor"


def must_have_second_factor(user: User) -> bool:
    """Whether the person's work asks for one: the back office opens to nobody without."""
    return user.has_perm(OFFICE)


def has_passed(request: HttpRequest) -> bool:
    """Whether this session gave a code of the factor that the person has now."""
    since = getattr(request.user, "second_factor_since", None)
    return since is not None and request.session.get(_PASSED) == since.isoformat()


def mark_passed(request: HttpRequest, user: User) -> None:
    """Remember in the session that a code was given."""
    assert user.second_factor_since is not None  # noqa: S101 - a code was right, so there is a factor
    request.session[_PASSED] = user.second_factor_since.isoformat()


@transaction.atomic
def begin_enrolment(*, user: User) -> SecondFactor:
    """Return the secret to put into an app; asked again before it is confirmed, it is the same one."""
    factor, _made = SecondFactor.objects.select_for_update().get_or_create(
        user=user, defaults={"secret": pyotp.random_base32()}
    )
    if factor.confirmed_at is not None:
        raise NotAllowedNowError(_("Tài khoản này đã bật xác thực hai bước."))
    return factor


@transaction.atomic
def confirm_enrolment(*, user: User, code: str) -> list[str] | None:
    """Turn the second factor on with a first right code, and return the recovery codes, this once."""
    factor = begin_enrolment(user=user)
    if not _is_next(factor, code):
        return None
    now = timezone.now()
    factor.confirmed_at = now
    factor.save(update_fields=("confirmed_at", "last_step"))
    User.objects.filter(pk=user.pk).update(second_factor_since=now)
    user.second_factor_since = now
    letters.say_second_factor(user, now, is_on=True)
    return _make_codes(user)


@transaction.atomic
def check_code(*, user: User, code: str) -> bool:
    """Return whether this is a code of the person's app or an unused recovery code, and use it up."""
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    plain = "".join(code.split()).replace("-", "").lower()
    if plain.isascii() and plain.isdigit() and _is_next(factor, plain):
        factor.save(update_fields=("last_step",))
        return True
    used = RecoveryCode.objects.filter(user=user, digest=_digest(user, plain), used_at=None)
    return used.update(used_at=timezone.now()) == 1


def must_pause(user: User) -> bool:
    """Return whether no more codes are looked at for now, right or wrong. It ends by itself."""
    return has_reached_limit(scope="code", identity=str(user.pk), limit=TRIES) or has_reached_limit(
        scope="code-day", identity=str(user.pk), limit=TRIES_PER_DAY
    )


def count_wrong_code(user: User) -> None:
    """Count a code that was wrong."""
    is_over_limit(scope="code", identity=str(user.pk), limit=TRIES, seconds=PAUSE_SECONDS)
    is_over_limit(scope="code-day", identity=str(user.pk), limit=TRIES_PER_DAY, seconds=_DAY)


def forget_wrong_codes(user: User) -> None:
    """Start afresh after a right one."""
    forget_tries(scope="code", identity=str(user.pk))


@transaction.atomic
def renew_codes(*, user: User) -> list[str]:
    """Return new recovery codes, this once; the former ones open nothing any more."""
    return _make_codes(user)


@transaction.atomic
def remove_second_factor(*, user: User) -> None:
    """Take the factor away; every session that passed it has not passed any more."""
    delete_second_factor(user=user)
    User.objects.filter(pk=user.pk).update(second_factor_since=None)
    user.second_factor_since = None
    letters.say_second_factor(user, timezone.now(), is_on=False)


def delete_second_factor(*, user: User) -> None:
    """Delete the factor and its recovery codes, and tell nobody."""
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def codes_left(user: User) -> int:
    """Return how many recovery codes are unused."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def app_address(factor: SecondFactor) -> str:
    """Return what the QR code says to an app."""
    return pyotp.TOTP(factor.secret).provisioning_uri(
        name=factor.user.email, issuer_name=settings.OSCAR_SHOP_NAME
    )


def code_now(secret: str) -> str:
    """Return the code that an app shows at this moment; the demo says it aloud."""
    return pyotp.TOTP(secret).now()


def _is_next(factor: SecondFactor, code: str) -> bool:
    """Whether ``code`` belongs to a step that was not used yet, near this moment; then it is used."""
    machine = pyotp.TOTP(factor.secret)
    step = int(timezone.now().timestamp()) // _STEP
    plain = "".join(code.split())
    for candidate in range(max(step - _TOLERANCE, factor.last_step + 1), step + _TOLERANCE + 1):
        if secrets.compare_digest(machine.at(candidate * _STEP).encode(), plain.encode()):
            factor.last_step = candidate
            return True
    return False


def _make_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(_ALPHABET) for _number in range(10)) for _code in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(user: User, code: str) -> str:
    # With the key of the installation, so that a copy of the table alone tells nothing.
    return salted_hmac("marketplace.accounts.recovery", f"{user.pk}:{code}", algorithm="sha256").hexdigest()
