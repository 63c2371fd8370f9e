"""Money is integer đồng; this is the one place that writes it for people."""

from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"


def format_vnd(amount: int | Decimal) -> str:
    """Return ``1.234.567 ₫`` for an amount in đồng; a fraction is rounded half up."""
    return f"{written_dong(to_dong(amount))}{NBSP}₫"


def written_dong(amount: int) -> str:
    """Return ``1.234.567``, as an amount stands in a form."""
    return f"{amount:,}".replace(",", ".")


def to_dong(amount: int | Decimal) -> int:
    """Return ``amount`` as whole đồng, half up: the đồng has no smaller coin."""
    return int(Decimal(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP))
