"""The cache of a real installation, which may be away: pages are drawn then, and nobody meets an error.

While Redis does not answer nothing is kept: what is asked is not there, what is set is forgotten. Only what is
counted or claimed (``add``, ``incr``: tries of a password, the turn to do something) each process keeps
for itself meanwhile, so that a limit stays a limit. One line is logged when it begins and one when it ends.

What another version of the floor kept and this one cannot read is not there either.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# After a failure nobody asks for so long: a page asks the cache several times, and each would wait.
TRY_EVERY_SECONDS: Final = 5
_CONNECT_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 1.0
# Counts that a process keeps meanwhile: so many that nobody pushes the tries of a password out by counting others.
_MOST_COUNTED: Final = 50_000
# What is set for others to read must not be read by this process alone: it could not learn that it changed.
_KEEPS: Final = frozenset({"set", "set_many"})


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


outage = _Outage()


class UnreadableError(Exception):
    """What is kept names something that this version of the floor does not have."""


class SteadySerializer(RedisSerializer):
    """Django's serializer, which tells what cannot be read from all other errors."""

    def loads(self, data: Any) -> Any:
        try:
            return super().loads(data)
        except Exception as error:  # unpickling may raise any
            raise UnreadableError from error


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
        self._redis = RedisCacheClient(servers, **{**usual, **options})
        self._own = LocMemCache("counted-while-redis-is-away", {"OPTIONS": {"MAX_ENTRIES": _MOST_COUNTED}})

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the client's method ``name``; both caches take the same arguments in the same order."""
        ask, otherwise = getattr(self._redis, name), getattr(self._own, name)

        def answer(*call: Any) -> Any:
            if not outage.is_on():
                try:
                    said = ask(*call)
                except (RedisError, OSError) as error:
                    outage.begin(error)
                except UnreadableError:
                    outage.end()
                else:
                    outage.end()
                    return said
            return None if name in _KEEPS else otherwise(*call)

        return answer


class SteadyRedisCache(RedisCache):
    """Django's cache in Redis, through :class:`SteadyClient`."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SteadyClient
