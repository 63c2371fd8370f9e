"""Things that a process keeps for a while: bounded in number and in age, shared by its threads.

For what is read often, changes seldom, and may be a few seconds old. What has to be exact is asked
for each time, or its state is part of the key.
"""

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_everything: "weakref.WeakSet[Kept[Any]]" = weakref.WeakSet()


class Kept(Generic[T]):
    """At most ``most`` values; the one not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._lock = threading.Lock()
        _everything.add(self)

    def get(self, key: Hashable, make: Callable[[], T], *, seconds: float) -> T:
        """Return the value of ``key``, made anew if there is none younger than ``seconds``."""
        now = time.monotonic()
        with self._lock:
            found = self._values.get(key)
            if found is not None and now < found[0]:
                self._values.move_to_end(key)
                return found[1]
        value = make()
        with self._lock:
            self._values[key] = (now + seconds, value)
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()


def forget_all() -> None:
    """Forget all that this process keeps: the database has become another one."""
    for kept in list(_everything):
        kept.clear()
