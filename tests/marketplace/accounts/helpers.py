"""What the tests of accounts share: letters and the links in them."""

import re

from django.test import Client

from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render_message

HOST = "http://testserver"


def letters(kind: str, recipient: str | None = None) -> list[Message]:
    """Return the letters of a kind, the oldest first."""
    found = Message.objects.filter(kind=kind).order_by("pk")
    return list(found.filter(recipient=recipient) if recipient else found)


def link_in(message: Message) -> str:
    """Return the first link of a letter that leads to an account's page, as a path."""
    found = re.search(r"http://localhost:8000(/(?:en/)?tai-khoan/\S+)", render_message(message).text)
    assert found is not None
    return found[1]


def is_signed_in(client: Client) -> bool:
    """Return whether the session belongs to somebody who may use it."""
    return client.get("/tai-khoan/ho-so/").status_code == 200
