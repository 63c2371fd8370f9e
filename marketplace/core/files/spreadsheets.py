"""What goes into a spreadsheet is text, never a formula: a shopper's name must not run on a stall's computer."""

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula: a quote before what could begin one."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) or text.startswith(_STARTS) else text
