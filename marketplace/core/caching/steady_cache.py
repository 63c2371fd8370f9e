"""The cache of a real installation, which may be away: pages are drawn then, and nobody meets an error.

While Redis does not answer nothing is kept: what is asked is not there, what is set is forgotten. Only what is
counted or claimed (``add``, ``incr``: tries of a password, the turn to do something) each process keeps
for itself meanwhile, so that a limit stays a limit. One line is logged when it begins and one when it ends.

A Redis that is full and may let nothing go (``noeviction``) is asked on: what it kept it reads. What it refuses to
keep is taken out, for the value before is old, and what is counted is counted as above. One line says so in ten minutes.

What another release of the floor kept is not there either: its objects may have had another shape. Numbers and
plain text have none, so tries of a password and the mark of kept pages outlive a deployment.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer
from redis.backoff import NoBackoff
from redis.exceptions import OutOfMemoryError, RedisError
from redis.retry import Retry

from marketplace.core.caching.release import release

logger = logging.getLogger(__name__)

# After a failure nobody asks for so long: a page asks the cache several times, and each would wait.
TRY_EVERY_SECONDS: Final = 5
_CONNECT_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 1.0
# Counts that a process keeps meanwhile: so many that nobody pushes the tries of a password out by counting others.
_MOST_COUNTED: Final = 50_000
# What is set for others to read must not be read by this process alone: it could not learn that it changed.
_KEEPS: Final = frozenset({"set", "set_many"})
# What was counted here while Redis was full goes with what is there.
_TAKES_OUT: Final = frozenset({"delete", "delete_many", "clear"})
_TOLD_FOR_SECONDS: Final = 600
# Begins what an object is kept as: no pickle and no number begins so.
_OBJECT: Final = b"r"
_RELEASE_LETTERS: Final = 8
_SHAPELESS: Final = frozenset({int, str, bool, float, bytes, type(None)})


class _Outage:
    """Whether Redis is known to be away; one for the process, while each thread has a client of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = False
        self._ask_again_at = 0.0

    def is_on(self) -> bool:
        """Whether not to ask now."""
        return self._began and time.monotonic() < self._ask_again_at

    def begin(self, error: Exception) -> None:
        """Note that it did not answer."""
        with self._lock:
            told, self._began = self._began, True
            self._ask_again_at = time.monotonic() + TRY_EVERY_SECONDS
        if not told:
            logger.error("The cache does not answer, pages are drawn without it: %s", error)

    def end(self) -> None:
        """Note that it answered."""
        if not self._began:
            return
        with self._lock:
            told, self._began = self._began, False
        if told:
            logger.warning("The cache answers again.")


class _Fullness:
    """Since when Redis is known to be full; one for the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told_at = float("-inf")

    def is_on(self) -> bool:
        """Whether it refused something lately: longer than counts and turns are mostly kept is not looked for them here."""
        return time.monotonic() - self._told_at < _TOLD_FOR_SECONDS

    def note(self, error: Exception) -> None:
        """Note that it refused to keep something."""
        with self._lock:
            told = self.is_on()
            if not told:
                self._told_at = time.monotonic()
        if not told:
            logger.error("The cache is full and keeps nothing new, pages are drawn without it: %s", error)


outage = _Outage()
fullness = _Fullness()


class UnreadableError(Exception):
    """What is kept names something that this version of the floor does not have."""


class SteadySerializer(RedisSerializer):
    """Django's serializer, which marks objects with the release and tells what cannot be read from all other errors."""

    def dumps(self, obj: Any) -> Any:
        said = super().dumps(obj)
        return said if type(obj) in _SHAPELESS else _OBJECT + release().encode() + said

    def loads(self, data: Any) -> Any:
        if data.startswith(_OBJECT):
            of, data = data[1 : 1 + _RELEASE_LETTERS], data[1 + _RELEASE_LETTERS :]
            if of != release().encode():
                raise UnreadableError("of another release")
        try:
            return super().loads(data)
        except Exception as error:  # unpickling may raise any
            raise UnreadableError from error


class _Client(RedisCacheClient):
    """Django's client, in which one value that cannot be read hides no other."""

    _serializer: SteadySerializer

    def get_many(self, keys: Any) -> Any:
        found = {}
        for key, value in zip(keys, self.get_client(None).mget(keys), strict=True):
            if value is not None:
                with suppress(UnreadableError):
                    found[key] = self._serializer.loads(value)
        return found


class SteadyClient:
    """Django's client of Redis, with an answer for each question that Redis does not answer."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        usual = {
            "serializer": SteadySerializer,
            "socket_connect_timeout": _CONNECT_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
            # Once more at once: the connection may be one that Redis closed when it was restarted.
            "retry": Retry(NoBackoff(), 1),
        }
        self._redis = _Client(servers, **{**usual, **options})
        self._own = LocMemCache("counted-while-redis-is-away", {"OPTIONS": {"MAX_ENTRIES": _MOST_COUNTED}})

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the client's method ``name``; both caches take the same arguments in the same order."""
        ask, otherwise = getattr(self._redis, name), getattr(self._own, name)

        def answer(*call: Any) -> Any:
            if not outage.is_on():
                try:
                    said = self._ask(name, ask, otherwise, call)
                except (RedisError, OSError) as error:
                    outage.begin(error)
                except UnreadableError:
                    outage.end()
                else:
                    outage.end()
                    return said
            return None if name in _KEEPS else otherwise(*call)

        return answer

    def _ask(
        self, name: str, ask: Callable[..., Any], otherwise: Callable[..., Any], call: tuple[Any, ...]
    ) -> Any:
        """Ask Redis, and this process beside it while Redis is full."""
        try:
            said = ask(*call)
        except OutOfMemoryError as error:
            fullness.note(error)
            if name not in _KEEPS:
                return otherwise(*call)
            self._redis.delete_many([call[0]] if name == "set" else list(call[0]))
            return None
        except ValueError:  # nothing is counted there under this key
            if not fullness.is_on():
                raise
            return otherwise(*call)
        if fullness.is_on():
            if name in _TAKES_OUT:
                otherwise(*call)
            elif name == "get" and said == call[1]:
                return otherwise(*call)
        return said


class SteadyRedisCache(RedisCache):
    """Django's cache in Redis, through :class:`SteadyClient`."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SteadyClient
