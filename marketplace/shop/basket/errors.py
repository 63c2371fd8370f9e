"""What can be wrong with something that goes into a basket. Each message is a sentence for the shopper."""

from marketplace.core.errors import FloorError


class BasketError(FloorError):
    """The basket did not change."""


class QuantityError(BasketError):
    """Not a number of things that can be ordered."""


class NotForSaleError(BasketError):
    """No such product, or it does not stand on the shelf any more, or nothing of it is left."""


class ChooseVariantError(BasketError):
    """The product comes in several sizes and none was named. ``url`` is the page to choose on."""

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(message)
        self.url = url


class AgeQuestionError(ChooseVariantError):
    """Only people of an age may buy it, and the question was not answered. ``url`` is the page that asks."""


class BasketFullError(BasketError):
    """More different goods than one order can hold."""


class BasketClosedError(BasketError):
    """The basket was ordered meanwhile; a new one takes its place."""
