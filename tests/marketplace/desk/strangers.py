"""What the parameters of the desk's addresses may name at a stall: the walk tries each at somebody else's.

A new parameter needs an entry here, or the walk fails and says so.
"""

from collections.abc import Callable

from marketplace.stalls.models import Stall

SAMPLES: dict[str, Callable[[Stall], object]] = {
    "stall_slug": lambda stall: stall.slug,
}
