"""Text that people send: NFC, without characters that no reader sees."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def clean_text(value: str) -> str:
    """Return ``value`` in NFC, without control, zero-width and direction characters.

    Tabs and line ends stay. NUL, which PostgreSQL refuses, goes.
    """
    return clean_characters(value).strip()


def clean_characters(value: str) -> str:
    """Do as :func:`clean_text` does, but leave the blanks around: a password may begin with one."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", value))


def has_hidden_characters(value: str) -> bool:
    """Return whether ``value`` has a character that :func:`clean_text` would take out."""
    return bool(_INVISIBLE.search(value))
