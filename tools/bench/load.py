"""Sends bounded load from a process of its own and says how it was answered.

Reads a ``Load`` as JSON from standard input, writes a ``Measured`` to standard output. It speaks just
enough HTTP for our own server (keep-alive, Content-Length), because a full client would take
much of the two cores that the server is measured on.
"""

import json
import socket
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Load:
    """What to send: requests as text, taken in turn by so many clients for at most so long."""

    port: int
    requests: list[str]
    clients: int = 8
    seconds: float = 8.0
    max_requests: int = 20_000
    once: bool = False  # each request is sent once, as orders are


@dataclass(frozen=True)
class Measured:
    """How it was answered; times in milliseconds, size in bytes."""

    requests: int
    seconds: float
    p50: float
    p95: float
    size: int
    statuses: dict[str, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds if self.seconds else 0.0


class Connection:
    """One kept connection to the server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._buffer = b""

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection((LOOPBACK, self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._buffer = b""
        return self._socket

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def send(self, request: bytes) -> tuple[int, int]:
        """Send a request and return the status and the size of the answer's body."""
        head, length = self._exchange(request)
        return int(head.split(b" ", 2)[1]), length

    def header(self, request: bytes, name: bytes) -> int:
        """Send a request and return a number from a header of the answer."""
        head, _ = self._exchange(request)
        found = [line for line in head.lower().split(b"\r\n") if line.startswith(name + b":")]
        if not found:
            raise ConnectionError(f"an answer without {name.decode()}: {head[:200]!r}")
        return int(found[0].split(b":", 1)[1])

    def _exchange(self, request: bytes) -> tuple[bytes, int]:
        link = self._open()
        link.sendall(request)
        while b"\r\n\r\n" not in self._buffer:
            self._read(link)
        head, _, rest = self._buffer.partition(b"\r\n\r\n")
        headers = head.lower()
        at = headers.find(b"\r\ncontent-length:")
        if at < 0:
            raise ConnectionError("an answer without Content-Length")
        length = int(headers[at + 17 :].split(b"\r\n", 1)[0])
        self._buffer = rest
        while len(self._buffer) < length:
            self._read(link)
        self._buffer = self._buffer[length:]
        if b"\r\nconnection: close" in headers:
            self.close()
        return head, length

    def _read(self, link: socket.socket) -> None:
        piece = link.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self._buffer += piece


class Run:
    """The clients of one load and what they saw."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._requests = [text.encode() for text in load.requests]
        self._lock = threading.Lock()
        self._next = 0
        self._times: list[float] = []
        self._sizes: list[int] = []
        self._statuses: Counter[str] = Counter()
        self._deadline = 0.0

    def _take(self) -> bytes | None:
        """Return the next request, or None when it is enough."""
        limit = min(
            self._load.max_requests, len(self._requests) if self._load.once else self._load.max_requests
        )
        with self._lock:
            if self._next >= limit or time.perf_counter() >= self._deadline:
                return None
            self._next += 1
            return self._requests[(self._next - 1) % len(self._requests)]

    def _client(self) -> None:
        connection = Connection(self._load.port)
        while (request := self._take()) is not None:
            started = time.perf_counter()
            try:
                status, size = connection.send(request)
            except (OSError, ValueError) as error:
                connection.close()
                with self._lock:
                    self._statuses[type(error).__name__] += 1
                continue
            took = (time.perf_counter() - started) * 1000
            with self._lock:
                self._times.append(took)
                self._sizes.append(size)
                self._statuses[str(status)] += 1
        connection.close()

    def measure(self) -> Measured:
        """Run all clients and return what they saw."""
        started = time.perf_counter()
        self._deadline = started + self._load.seconds
        clients = [threading.Thread(target=self._client) for _ in range(self._load.clients)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        seconds = time.perf_counter() - started
        times = sorted(self._times) or [0.0]
        return Measured(
            requests=len(self._times),
            seconds=round(seconds, 3),
            p50=round(statistics.median(times), 1),
            p95=round(times[min(len(times) - 1, int(len(times) * 0.95))], 1),
            size=round(statistics.median(self._sizes or [0])),
            statuses=dict(self._statuses),
        )


def main() -> int:
    """Measure what standard input asks for."""
    load = Load(**json.load(sys.stdin))
    json.dump(asdict(Run(load).measure()), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
