"""A form that comes in chunks, without a length, is read like any other; one that is too large gets the sentence."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from pytest_django import Settings

from marketplace.accounts.models import User
from marketplace.config.wsgi import application

pytestmark = pytest.mark.django_db

TOKEN = "t" * 32
SENTENCE = "Sàn nhận tối đa 8 MB mỗi lần gửi."


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's connection, which Django closes at both ends of a request, as its test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _send(body: bytes, path: str = "/tai-khoan/dang-ky/", **more: Any) -> tuple[str, str, int]:
    """Send ``body`` as the web server hands it over; return status, page, and how many bytes nobody read."""
    source = io.BytesIO(body)
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "HTTP_COOKIE": f"csrftoken={TOKEN}",
        "wsgi.input": source,
        **more,
    }
    pieces: Iterable[bytes] = application(environ, lambda status, *_rest: said.append(status))
    page = b"".join(pieces).decode()
    return said[0], page, len(source.read())


def test_form_in_chunks_is_read_and_given_back() -> None:
    typed = {"full_name": "Nguyễn Thị Lài", "email": "khong-phai-thu", "phone": "09"}
    status, page, left = _send(urlencode({**typed, "csrfmiddlewaretoken": TOKEN}).encode())
    assert (status, left) == ("200 OK", 0)
    assert 'value="Nguyễn Thị Lài"' in page
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["/tai-khoan/dang-ky/", "/gio-hang/them/"])
def test_ten_megabytes_in_chunks_get_the_sentence(path: str) -> None:
    status, page, left = _send(b"x" * 10_000_000, path)
    assert (status, left) == ("413 Request Entity Too Large", 0)
    assert SENTENCE in page


def test_form_with_more_text_than_is_read_says_so() -> None:
    status, page, left = _send(b"full_name=" + b"x" * 4_000_000)
    assert (status, left) == ("413 Request Entity Too Large", 0)
    assert "Phần chữ trong biểu mẫu dài hơn mức sàn nhận được." in page
    assert SENTENCE not in page


@pytest.mark.parametrize("path", ["/tai-khoan/dang-ky/", "/quan-tri/images/add/"])
def test_endless_chunks_are_not_read_to_their_end(settings: Settings, path: str) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000_000
    status, page, left = _send(b"x" * 9_000_000, path)
    assert status == "413 Request Entity Too Large"
    assert SENTENCE in page
    assert left == 9_000_000 - 1_000_001


def test_length_that_is_said_is_left_alone() -> None:
    body = urlencode({"full_name": "Nguyễn Thị Lài", "csrfmiddlewaretoken": TOKEN}).encode()
    status, page, _left = _send(body + b"&full_name=ai+khac", CONTENT_LENGTH=str(len(body)))
    assert status == "200 OK"
    assert 'value="Nguyễn Thị Lài"' in page
