"""E-mail through whatever backend Django's settings name."""

import hashlib
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from marketplace.notifications.adapters.base import DeliveryError, Letter

_FIRST_PERMANENT_CODE = 500


class EmailChannel:
    """Sends one letter to one address."""

    code = "email"

    def send(self, letter: Letter) -> None:
        """Send ``letter``; a refusal of the address is final, a silent server is not."""
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            from_email=settings.EMAIL_FROM,
            to=[letter.recipient],
            headers={
                "Message-ID": _message_id(letter.key),
                "Auto-Submitted": "auto-generated",
                "Content-Language": letter.language,
            },
        )
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _reason in error.recipients.values()]
            is_final = bool(codes) and all(code >= _FIRST_PERMANENT_CODE for code in codes)
            raise DeliveryError(str(error), permanent=is_final) from error
        except ValueError as error:  # a header that is none: a line end in the address
            raise DeliveryError(str(error), permanent=True) from error
        except OSError as error:  # SMTPException, a refused connection and a timeout are all of this kind
            raise DeliveryError(f"{type(error).__name__}: {error}", permanent=False) from error


def _message_id(key: str) -> str:
    domain = parseaddr(settings.EMAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
