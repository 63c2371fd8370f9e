"""How many: reading a number that somebody typed, and the words for what is left."""

import re

from django.utils.translation import gettext as _

from marketplace.shop.basket.errors import QuantityError

MAX_QUANTITY = 99
MAX_LINES = 60

_NUMBER = re.compile(r"(?P<sign>[+-]?)0*(?P<digits>[0-9]+)")
# Longer than any number in good faith: not worth turning into one.
_MANY_DIGITS = 12


def parse_quantity(raw: str) -> int:
    """Return the quantity that ``raw`` means; what cannot be ordered raises a sentence."""
    found = _NUMBER.fullmatch(raw.strip())
    if found is None:
        raise QuantityError(_("Số lượng cần là một con số, ví dụ 2."))
    if found["sign"] == "-" or found["digits"] == "0":
        raise QuantityError(_("Số lượng ít nhất là 1. Nếu không lấy nữa, bạn bấm «Bỏ khỏi giỏ»."))
    if len(found["digits"]) > _MANY_DIGITS:
        raise too_many()
    return check_quantity(int(found["digits"]))


def check_quantity(quantity: int) -> int:
    """Return ``quantity`` if it can be ordered."""
    if quantity < 1:
        raise QuantityError(_("Số lượng ít nhất là 1. Nếu không lấy nữa, bạn bấm «Bỏ khỏi giỏ»."))
    if quantity > MAX_QUANTITY:
        raise too_many()
    return quantity


def too_many() -> QuantityError:
    """Return the error of asking for more than a basket takes of one thing."""
    return QuantityError(
        _("Mỗi món đặt được nhiều nhất %(most)d. Cần nhiều hơn, bạn gọi thẳng cho gian hàng.")
        % {"most": MAX_QUANTITY}
    )


def count_word(unit: str) -> str:
    """Return the word that counts goods sold by ``unit``: «túi» of «túi 500 g», «phần» where a number leads."""
    word = unit.split(maxsplit=1)[0] if unit.strip() else ""
    return word if word.isalpha() else _("phần")
