"""Letters in both languages, safe whatever was typed, and the demo's mailbox that shows them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render_message
from marketplace.notifications.services import deliver_message
from tests.factories.messages import MessageFactory

EMAILS = Path(__file__).parents[3] / "themes" / "base" / "templates" / "emails"
KINDS = sorted(path.name.removesuffix(".subject.txt") for path in EMAILS.glob("*.subject.txt"))
ACCOUNT_KINDS = [
    "account_closed",
    "account_exists",
    "email_change",
    "email_changed",
    "email_taken",
    "password_changed",
    "password_reset",
    "verify_email",
]
FACTS = {"name": "Nhung", "address": "nhung@example.vn", "path": "/tai-khoan/x/", "time": "08:12, 23/11/2026"}


def test_every_kind_has_its_three_templates() -> None:
    assert set(ACCOUNT_KINDS) < set(KINDS)
    missing = [
        f"{kind}.{form}"
        for kind in KINDS
        for form in ("txt", "html")
        if not (EMAILS / f"{kind}.{form}").exists()
    ]
    assert missing == []


@pytest.mark.parametrize("kind", ACCOUNT_KINDS)
def test_letter_about_an_account_reads_whole(kind: str) -> None:
    words = render_message(Message(kind=kind, recipient="nhung@example.vn", context=FACTS))
    assert words.subject
    assert "\n" not in words.subject
    assert words.text.startswith("Chào Nhung,\n\n")
    assert "Chào Nhung," in words.html
    for text in (words.text, words.html):
        assert "{{" not in text
        assert "{%" not in text
        assert settings.SITE_URL in text


def test_letter_to_a_stranger_greets_without_a_name() -> None:
    words = render_message(Message(kind="verify_email", context={**FACTS, "name": ""}))
    assert words.text.startswith("Chào bạn,\n\n")


def test_what_people_typed_is_text_in_text_and_escaped_in_html() -> None:
    message = Message(kind="account_closed", context={"name": "<b>Hòa & Lài</b>"})
    words = render_message(message)
    assert "Chào <b>Hòa & Lài</b>," in words.text
    assert "<b>Hòa" not in words.html
    assert "Chào &lt;b&gt;Hòa &amp; Lài&lt;/b&gt;," in words.html


def test_subject_is_one_line_of_two_hundred_characters() -> None:
    number = "QT-1\r\nBcc: x@example.vn " + "z" * 400
    words = render_message(Message(kind="order_link", context={"order_number": number, "order_path": "/"}))
    assert "\n" not in words.subject
    assert "\r" not in words.subject
    assert len(words.subject) <= 200


def test_letter_brings_the_colours_of_the_theme() -> None:
    html = render_message(Message(kind="verify_email", context=FACTS)).html
    assert "#8c3420" in html
    assert "http" not in html.replace(settings.SITE_URL, "").replace("<!DOCTYPE", "")


@pytest.mark.django_db
def test_mailbox_exists_in_the_demo_only(client: Client) -> None:
    message = MessageFactory.create()
    for path in ("/hop-thu/", f"/hop-thu/{message.pk}/", f"/hop-thu/{message.pk}/noi-dung/"):
        with override_settings(DEMO=False):
            assert client.get(path).status_code == 404
        with override_settings(DEMO=True):
            response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_mailbox_shows_the_newest_first_and_one_recipient(client: Client) -> None:
    first = MessageFactory.create(recipient="nhung@example.vn")
    second = MessageFactory.create(recipient="gian-hang@example.vn")
    third = MessageFactory.create(recipient="nhung@example.vn")
    assert [row.pk for row, _subject in client.get("/hop-thu/").context["mail"]] == [
        third.pk,
        second.pk,
        first.pk,
    ]
    only = client.get("/hop-thu/", {"nguoi-nhan": "NHUNG@example.vn"})
    assert [row.pk for row, _subject in only.context["mail"]] == [third.pk, first.pk]
    assert only.context["recipients"] == ["gian-hang@example.vn", "nhung@example.vn"]


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_mailbox_shows_secret_letters_of_the_demo(client: Client) -> None:
    message = MessageFactory.create(is_secret=True)
    deliver_message(message.pk)
    assert "/don-hang/QT-4F7K-2MXA/khoa/" in client.get(f"/hop-thu/{message.pk}/").content.decode()


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_letter_is_framed_without_power(client: Client) -> None:
    message = MessageFactory.create(
        context={"contact_name": "<script>alert(1)</script>", "order_number": "1", "order_path": "/"}
    )
    page = client.get(f"/hop-thu/{message.pk}/").content.decode()
    assert (
        'sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"'
        in page
    )
    letter = client.get(f"/hop-thu/{message.pk}/noi-dung/")
    assert letter.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    assert "<script" not in letter.content.decode()
    assert '<base target="_top">' in letter.content.decode()


@pytest.mark.django_db
@override_settings(DEMO=True)
@pytest.mark.parametrize(
    ("query", "status"),
    [("?trang=9999", 200), ("?trang=%00", 200), ("?nguoi-nhan=%00", 200), ("?nguoi-nhan=" + "a" * 3000, 200)],
)
def test_mailbox_takes_any_question(client: Client, query: str, status: int) -> None:
    MessageFactory.create()
    assert client.get(f"/hop-thu/{query}").status_code == status
    assert client.get("/hop-thu/99999999999999999999999999/").status_code == 404
