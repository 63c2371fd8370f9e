"""Signed links that prove an e-mail. Nothing is stored: who signs, for which address, and until when."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

LIFETIME = timedelta(days=3)
_SALT = "marketplace.accounts.email"


@dataclass(frozen=True, slots=True)
class EmailProof:
    """That whoever opened the link reads ``address``; it serves the account ``user_pk`` while it has ``current``."""

    user_pk: int
    current: str
    address: str


def sign_email(proof: EmailProof) -> str:
    """Return a token for a link."""
    return signing.dumps([proof.user_pk, proof.current, proof.address], salt=_SALT)


def read_email(token: str) -> EmailProof | None:
    """Return what a token proves, or nothing where it is old or not ours."""
    try:
        user_pk, current, address = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError):
        return None
    return EmailProof(user_pk=user_pk, current=current, address=address)
