"""Whether a product can be bought now, and in which words we say so."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner import availability
from oscar.apps.partner.availability import Available, Base

__all__ = ["Available", "Base", "StockRequired", "Unavailable"]


class Unavailable(availability.Unavailable):
    """Off the shelf: withdrawn, or its stall may not sell."""

    message = _("Món này không còn bày bán.")
    num_available = 0

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str | Promise]:  # noqa: ARG002 - Oscar's signature
        """Refuse, whatever the quantity."""
        return False, self.message


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
