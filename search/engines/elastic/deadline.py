"""A time limit for a whole answer. A socket's own begins anew with each byte, so that one that drips would be waited for without end."""

import socket
import time
from typing import Any, Final

from elastic_transport import Urllib3HttpNode
from urllib3.connection import HTTPConnection

_NO_TIME: Final = "the answer took too long"


class _Socket(socket.socket):
    """Counts the seconds from when they were set, which urllib3 does before it sends and before it reads."""

    _ends_at: float | None = None

    def settimeout(self, value: float | None, /) -> None:
        self._ends_at = None if value is None else time.monotonic() + value
        super().settimeout(value)

    def recv_into(self, *args: Any) -> int:
        if self._ends_at is not None:
            left = self._ends_at - time.monotonic()
            if left <= 0:
                raise TimeoutError(_NO_TIME)
            super().settimeout(left)
        return super().recv_into(*args)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        seconds = made.gettimeout()
        hurried = _Socket(made.family, made.type, made.proto, fileno=made.detach())
        hurried.settimeout(seconds)
        return hurried


class HurriedNode(Urllib3HttpNode):
    """The client's node. What comes encrypted is read by another kind of socket, and waited for byte by byte."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        if config.scheme == "http":
            self.pool.ConnectionCls = _Connection
