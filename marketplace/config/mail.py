"""Turns ``EMAIL_URL`` (``smtp://``, ``smtps://``, ``submission://``) into Django's settings."""

from typing import Any
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "submission": 587, "smtps": 465}


def smtp_settings(url: str) -> dict[str, Any]:
    """Return the EMAIL_* settings that ``url`` stands for.

    Raises ValueError for another scheme or a missing host.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        message = "EMAIL_URL is smtp://, submission:// or smtps:// with a host"
        raise ValueError(message)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "submission",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
