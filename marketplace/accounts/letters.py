"""Letters about an account. Facts only: the words stand in ``emails/`` of the theme.

Notifications stand above accounts, so a letter is asked for by a signal. An address that nobody
proved gets no name: it was typed by whoever filled in the form, and could be a message to a stranger.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.encoding import force_bytes
from django.utils.http import urlencode, urlsafe_base64_encode
from django.utils.translation import get_language

from marketplace.accounts.models import User
from marketplace.accounts.signals import letter_wanted
from marketplace.accounts.tokens import EmailProof, sign_email


def ask_to_verify(user: User) -> None:
    """Send the link that verifies the address of an account."""
    token = sign_email(EmailProof(user_pk=user.pk, current=user.email, address=user.email))
    path = reverse("accounts:verify", args=(token,))
    _send("verify_email", user, user.email, {"address": user.email, "path": path}, is_known=False)


def say_account_exists(user: User) -> None:
    """Tell the owner of an address that somebody signed up with it again."""
    facts = {"address": user.email, "path": reverse("accounts:login")}
    _send("account_exists", user, user.email, facts)


def send_reset_link(user: User) -> None:
    """Send the link that sets a new password, once."""
    key = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    _send(
        "password_reset", user, user.email, {"path": reverse("accounts:password_reset_confirm", kwargs=key)}
    )


def say_password_changed(user: User, at: datetime) -> None:
    """Tell that the password is another one now."""
    facts = {
        "time": format_date(timezone.localtime(at), "H:i, d/m/Y"),
        "path": reverse("accounts:password_reset") + "?" + urlencode({"thu": user.email}),
    }
    _send("password_changed", user, user.email, facts, occasion=at.isoformat())


def say_second_factor(user: User, at: datetime, *, is_on: bool) -> None:
    """Tell that signing in asks for a second step from now on, or no longer does."""
    facts = {"time": format_date(timezone.localtime(at), "H:i, d/m/Y"), "is_on": is_on}
    _send("second_factor", user, user.email, facts, occasion=at.isoformat())


def ask_to_confirm_address(user: User, address: str) -> None:
    """Send the link that gives an account a new address, to that address."""
    token = sign_email(EmailProof(user_pk=user.pk, current=user.email, address=address))
    facts = {"address": address, "path": reverse("accounts:verify", args=(token,))}
    _send("email_change", user, address, facts, is_known=False)


def say_address_taken(user: User) -> None:
    """Tell the owner of an address that another account asked for it."""
    _send("email_taken", user, user.email, {"address": user.email})


def say_address_changed(user: User, former: str, at: datetime) -> None:
    """Tell the former address that it no longer leads to the account."""
    _send("email_changed", user, former, {"address": user.email}, occasion=at.isoformat())


def say_account_closed(user: User, address: str, name: str) -> None:
    """Say good-bye to the address that the account had."""
    _send("account_closed", user, address, {"name": name}, is_known=False)


def _send(
    kind: str,
    user: User,
    recipient: str,
    facts: dict[str, Any],
    *,
    is_known: bool = True,
    occasion: str = "",
) -> None:
    # The same letter is written once in ten minutes, however often somebody asks for it.
    occasion = occasion or timezone.now().strftime("%Y%m%d%H%M")[:-1]
    name = user.full_name if is_known and user.email_verified_at else ""
    letter_wanted.send(
        sender=User,
        key=f"{kind}:{user.pk}:{sha256(recipient.encode()).hexdigest()[:16]}:{occasion}",
        kind=kind,
        recipient=recipient,
        language=(get_language() or "vi")[:2],
        context={"name": name, **facts},
    )
