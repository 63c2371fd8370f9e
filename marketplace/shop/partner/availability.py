"""Whether a product can be bought now, and in which words we say so."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner import availability
from oscar.apps.partner.availability import Available, Base

__all__ = ["Available", "Away", "Base", "StockRequired", "Unavailable", "away_words"]


class Unavailable(availability.Unavailable):
    """Off the shelf: withdrawn, or its stall may not sell."""

    message = _("Món này không còn bày bán.")
    num_available = 0

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str | Promise]:  # noqa: ARG002 - Oscar's signature
        """Refuse, whatever the quantity."""
        return False, self.message


class Away(Unavailable):
    """On the shelf to be read, while its stall takes days off."""

    def __init__(self, until: date | None) -> None:
        self.until = until

    @property
    def message(self) -> str:  # type: ignore[override]  # Oscar keeps a constant here
        """Say until when."""
        return away_words(self.until)


def away_words(until: date | None) -> str:
    """Return the sentence about a stall that takes days off."""
    return _("Gian hàng nghỉ đến hết %(day)s, đặt hàng lại được sau ngày đó.") % {
        "day": f"{until:%d/%m/%Y}" if until else ""
    }


class StockRequired(availability.StockRequired):
    """On the shelf; no more can be bought than is there and not set aside for others."""

    num_available: int

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str | Promise]:
        """Allow what is left, and say how much that is."""
        if self.num_available <= 0:
            return False, self.message
        if quantity > self.num_available:
            return False, _("Chỉ còn %(left)d.") % {"left": self.num_available}
        return True, ""

    @property
    def short_message(self) -> Promise:
        """Say in two words whether it is there."""
        return _("Còn hàng") if self.num_available > 0 else _("Tạm hết hàng")

    @property
    def message(self) -> str | Promise:
        """Say how much is left."""
        if self.num_available > 0:
            return _("Còn %(left)d") % {"left": self.num_available}
        return _("Tạm hết hàng")
