import http.server
import threading
from collections.abc import Iterator

import pytest

from tools.bench.load import Connection, Load, Run
from tools.bench.shopper import RoadError, Shopper, fields_of, form_to

PAGE = """
<form method="get" action="/tim-kiem/"><input name="q" value="ti&ecirc;u"></form>
<form class="buy" method="post" action="/thanh-toan/">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc">
  <input type="radio" name="giao-1" value="nhanh"><input type="radio" name="giao-1" value="thuong" checked>
  <input type="checkbox" name="dong-y" required>
  <select name="ward"><option value="">Chọn</option><option value="19249">Hướng Phùng</option></select>
  <select name="province"><option value="01">Hà Nội</option><option value="44" selected>Quảng Trị</option></select>
  <button name="chon-xa" value="1">Chọn xã</button>
</form>
"""


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"x" * 1000
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Floor-SQL", "7")
        self.send_header("Set-Cookie", "gio_hang=abc; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_form_is_read_as_a_browser_would_send_it() -> None:
    assert form_to(PAGE, "/thanh-toan/") == {
        "csrfmiddlewaretoken": "abc",
        "giao-1": "thuong",
        "dong-y": "on",
        "ward": "19249",
        "province": "44",
    }


def test_form_elsewhere_is_an_error() -> None:
    with pytest.raises(RoadError, match="no form to /gio-hang/"):
        form_to(PAGE, "/gio-hang/")


def test_values_are_unescaped() -> None:
    assert fields_of('<input name="q" value="a&amp;b">') == {"q": "a&b"}


def test_shopper_keeps_cookies_and_says_where_posts_come_from(port: int) -> None:
    shopper = Shopper(port)
    status, _, page = shopper.ask("GET", "/")
    assert (status, len(page)) == (200, 1000)
    text = shopper.as_text("POST", "/x/", {"a": "ổ"})
    assert "Cookie: gio_hang=abc\r\n" in text
    assert f"Origin: http://localhost:{port}\r\n" in text
    assert text.endswith("Content-Length: 11\r\n\r\na=%E1%BB%95")


def test_load_counts_every_answer_and_stops_at_its_bound(port: int) -> None:
    request = Shopper(port).as_text("GET", "/")
    missing = Shopper(port).as_text("GET", "/missing")
    measured = Run(Load(port, [request, missing], clients=2, seconds=10, max_requests=40)).measure()
    assert measured.requests == 40
    assert measured.statuses == {"200": 20, "404": 20}
    assert measured.size == 1000
    assert measured.p50 <= measured.p95


def test_load_sends_each_request_once_when_asked(port: int) -> None:
    request = Shopper(port).as_text("GET", "/")
    measured = Run(Load(port, [request] * 5, clients=3, seconds=10, once=True)).measure()
    assert measured.statuses == {"200": 5}


def test_count_of_queries_is_read_from_the_header(port: int) -> None:
    assert Connection(port).header(Shopper(port).as_text("GET", "/").encode(), b"x-floor-sql") == 7
