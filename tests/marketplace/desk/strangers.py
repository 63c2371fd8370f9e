"""What the parameters of the desk's addresses may name at a stall: the walk tries each at somebody else's.

A new parameter needs an entry here, or the walk fails and says so.
"""

from collections.abc import Callable

from marketplace.stalls.models import Stall
from tests.factories.orders import make_order, make_product, part_of

SAMPLES: dict[str, Callable[[Stall], object]] = {
    "stall_slug": lambda stall: stall.slug,
    "part_number": lambda stall: part_of(make_order((make_product(stall=stall), 1))).number,
}
