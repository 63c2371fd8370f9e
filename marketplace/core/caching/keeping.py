"""Things that a process keeps for a while: bounded in number and in age, shared by its threads.

For what is read often, changes seldom, and may be a few seconds old. What has to be exact is asked
for each time, or its state is part of the key.
"""

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_everything: "weakref.WeakSet[Kept[Any]]" = weakref.WeakSet()


class Kept(Generic[T]):
    """At most ``most`` values; the one not asked for longest goes first.

    One thread makes a value. Whoever asks meanwhile gets the one before, or waits where there is none: all
    threads at once would each take as long as all of them together. ``make`` must not ask for its own key.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        _everything.add(self)

    def get(self, key: Hashable, make: Callable[[], T], *, seconds: float) -> T:
        """Return the value of ``key``, made anew if there is none younger than ``seconds``."""
        with self._lock:
            found = self._values.get(key)
            if found is not None and time.monotonic() < found[0]:
                self._values.move_to_end(key)
                return found[1]
            making = self._making.setdefault(key, threading.Lock())
        if found is not None and making.locked():
            return found[1]
        with making:
            with self._lock:
                found = self._values.get(key)
                if found is not None and time.monotonic() < found[0]:
                    return found[1]
            try:
                value = make()
                with self._lock:
                    self._keep(key, value, seconds)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def _keep(self, key: Hashable, value: T, seconds: float) -> None:
        self._values[key] = (time.monotonic() + seconds, value)
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()


class Turns:
    """Lets one thread of this process at a time do what a key stands for; the others wait for their turn.

    For what is kept elsewhere: whoever gets the turn looks there first, for the one before may have put it there.
    """

    def __init__(self) -> None:
        self._waiting: dict[Hashable, tuple[threading.Lock, list[None]]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Wait for the turn, and let the next one have it afterwards."""
        with self._lock:
            own, waiting = self._waiting.setdefault(key, (threading.Lock(), []))
            waiting.append(None)
        try:
            with own:
                yield
        finally:
            with self._lock:
                waiting.pop()
                if not waiting:
                    del self._waiting[key]


def forget_all() -> None:
    """Forget all that this process keeps: the database has become another one."""
    for kept in list(_everything):
        kept.clear()
