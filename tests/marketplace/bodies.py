"""Large bodies, as a browser sends them."""

from typing import Any

from django.test import Client
from django.test.client import FakePayload


def send_large(client: Client, address: str, size: int, method: str = "POST") -> tuple[Any, FakePayload]:
    """Send ``size`` bytes; return the answer and what nobody has read of them."""
    body = FakePayload(b"x" * size)
    extra: dict[str, Any] = {"CONTENT_LENGTH": size, "wsgi.input": body}
    return client.generic(method, address, content_type="text/plain", **extra), body
