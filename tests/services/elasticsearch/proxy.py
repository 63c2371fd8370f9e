"""A proxy before Elasticsearch that can answer for it: too many requests, a fault, rubbish, nothing in time, or byte by byte."""

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_PASSED_ON = ("content-type", "accept", "x-elastic-client-meta")


class Proxy(ThreadingHTTPServer):
    """Passes everything on unless ``says`` is set, for paths that end with ``where``; counts what it was asked."""

    daemon_threads = True

    def __init__(self, url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(url).netloc
        self.says: tuple[int, bytes] | None = None
        self.where = ""
        self.delay = 0.0
        self.drip = 0.0
        self.asked = 0

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(self.server.delay)
        if self.server.says is not None and self.path.endswith(self.server.where):
            status, answer = self.server.says
            headers = {"content-type": "application/json", "x-elastic-product": "Elasticsearch"}
        else:
            status, answer, headers = self._pass_on(body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if not self.server.drip:
            self.wfile.write(answer)
            return
        with contextlib.suppress(OSError):  # nobody waits for all of it
            for at in range(len(answer)):
                self.wfile.write(answer[at : at + 1])
                time.sleep(self.server.drip)

    def _pass_on(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection(self.server.target, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name.lower() in _PASSED_ON}
        connection.request(self.command, self.path, body=body or None, headers=headers)
        response = connection.getresponse()
        kept = {
            name.lower(): value
            for name, value in response.getheaders()
            if name.lower() in {"content-type", "x-elastic-product"}
        }
        return response.status, response.read(), kept

    def __getattr__(self, name: str) -> Any:
        """Answer every method alike: the base class looks for ``do_GET`` and its like."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def running(url: str) -> Iterator[Proxy]:
    """Run a proxy before ``url`` for the length of the block."""
    proxy = Proxy(url)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
