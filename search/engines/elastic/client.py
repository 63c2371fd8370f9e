"""The connection, and what its failures mean: away (try another engine, try again) or our fault (say so)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from elasticsearch import ApiError, Elasticsearch, TransportError

from search.engines.base import EngineError, RefusedError
from search.engines.elastic.deadline import HurriedNode

READ_SECONDS: Final = 0.8
WRITE_SECONDS: Final = 30.0
# A million goods become one segment in 20 seconds on two cores that do nothing else.
MERGE_SECONDS: Final = 600.0
_OUR_FAULT: Final = 400


@lru_cache(maxsize=4)
def connect(url: str) -> Elasticsearch:
    """Return the client of ``url``: kept connections, no retry, no question at start.

    A retry would keep a shopper waiting; the breaker decides when to ask again.
    """
    return Elasticsearch(
        url, max_retries=0, retry_on_timeout=False, request_timeout=READ_SECONDS, connections_per_node=16,
        node_class=HurriedNode,
    )  # fmt: skip


def is_closed(said: Any) -> bool:
    """Whether an error says that somebody closed the index, which is told by the number of a question that is wrong."""
    return "index_closed_exception" in str(said)


@contextmanager
def asking(what: Any = None) -> Iterator[None]:
    """Turn the client's failures into EngineError."""
    try:
        yield
    except ApiError as error:
        if error.status_code == _OUR_FAULT and not is_closed(error.body):
            raise RefusedError(f"Elasticsearch refused {what}: {error.body}") from error
        raise EngineError(f"{error.status_code} {error.message}") from error
    except TransportError as error:
        raise EngineError(f"{type(error).__name__}: {error}") from error
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # It answered 200 with something that is no answer.
        raise EngineError(f"an answer that makes no sense: {type(error).__name__}: {error}") from error
