"""Every form that the addresses lead to takes NUL, emoji and 10,000 characters with a sentence, never a crash.

The forms are found, not listed: each address is opened as a shopper with a basket and an order, and
each form on the page is filled in and sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from marketplace.accounts.models import User
from marketplace.stalls.models import StallMember
from tests.factories.baskets import fill
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft
from tests.factories.orders import make_order, make_product, make_stall
from tests.factories.people import UserFactory
from tests.factories.places import load_few_places

pytestmark = pytest.mark.django_db

HOSTILE = {
    "NUL": "Cà\x00phê",
    "emoji": "🦑🌶️ Mực\u202e",
    "long": "ngon " * 2000,
    "markup": "<script>alert(1)</script>' OR 1=1 --",
}
LEFT_OUT = {"media", "sitemap-section", "wagtail_serve"}  # files and pages without a form of ours
TEXTS = {"text", "search", "email", "tel", "password", "url", "number", ""}


@dataclass(frozen=True)
class Form:
    """A form on a page."""

    action: str
    method: str
    fields: dict[str, str]
    texts: tuple[str, ...]


def addresses(samples: dict[str, Any]) -> list[str]:
    """Return an address for every pattern outside the back office whose parameters we have."""
    found = []
    for name, parameters in _patterns(get_resolver().url_patterns):
        if name.rpartition(":")[2] in LEFT_OUT or not parameters <= set(samples):
            continue
        found.append(reverse(name, kwargs={key: samples[key] for key in parameters}))
    return sorted(set(found))


def _patterns(patterns: list[Any], prefix: str = "", path: str = "") -> Iterator[tuple[str, set[str]]]:
    for one in patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLResolver):
            if not here.startswith(("quan-tri", "_util", "en/")):
                space = f"{prefix}{one.namespace}:" if one.namespace else prefix
                yield from _patterns(one.url_patterns, space, here)
        elif isinstance(one, URLPattern) and one.name and not here.startswith("_util"):
            yield f"{prefix}{one.name}", set(one.pattern.converters)


def forms_of(page: str, address: str) -> Iterator[Form]:
    """Return the forms of a page with what their fields hold."""
    for form in BeautifulSoup(page, "html.parser").find_all("form"):
        fields: dict[str, str] = {}
        texts = []
        for field in form.find_all(["input", "textarea", "select"]):
            name = str(field.get("name") or "")
            if not name:
                continue
            kind = str(field.get("type") or "") if field.name == "input" else field.name
            if field.name == "textarea" or (field.name == "input" and kind in TEXTS):
                texts.append(name)
            fields[name] = _value(field)
        yield Form(
            str(form.get("action") or address), str(form.get("method") or "get").lower(), fields, tuple(texts)
        )


def _value(field: Tag) -> str:
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen.get("value") or "") if isinstance(chosen, Tag) else ""
    return field.get_text() if field.name == "textarea" else str(field.get("value") or "on")


@pytest.fixture
def shopper() -> User:
    load_few_places()
    return UserFactory.create()


@pytest.fixture
def samples(client: Client, shopper: User) -> dict[str, Any]:
    product = published_product()
    placement = make_order((make_product(stall=make_stall()), 1), owner=shopper)
    part = placement.order.stall_orders.get()
    listing = listing_draft(stall=product.stall)
    StallMember.objects.create(stall=listing.stall, user=shopper)
    client.force_login(shopper)
    fill(client, stalls=2)
    return {
        "listing_pk": listing.pk,
        "digest": listing.latest_revision.content["pictures"][0]["digest"],
        "stall_slug": listing.stall.slug,
        "product_slug": product.slug,
        "number": placement.order.number,
        "token": placement.token,
        "part": part.number,
        "province_code": "44",
    }


@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_form_answers_hostile_text_without_a_crash(
    client: Client, samples: dict[str, Any], shopper: User, hostile: str
) -> None:
    sent = 0
    for address in addresses(samples):
        page = client.get(address)
        assert page.status_code < 500, address
        if "html" not in page.headers.get("Content-Type", ""):
            continue
        for form in forms_of(page.content.decode(), address):
            data = {**form.fields, **dict.fromkeys(form.texts, HOSTILE[hostile])}
            send = client.post if form.method == "post" else client.get
            answer = send(form.action.split("#")[0], data, headers={"Sec-Fetch-Site": "same-origin"})
            assert answer.status_code < 500, (address, form)
            assert b"<script>alert(1)" not in b"".join(answer), (address, form)
            sent += 1
            client.force_login(shopper)  # a form may have signed us out
    assert sent > 40


def test_anonymous_forms_answer_hostile_text_without_a_crash(client: Client, db: None) -> None:
    load_few_places()
    sent = 0
    for address in addresses({}):
        page = client.get(address)
        is_page = page.status_code == 200 and "html" in page.headers.get("Content-Type", "")
        for form in forms_of(page.content.decode(), address) if is_page else ():
            for text in HOSTILE.values():
                data = {**form.fields, **dict.fromkeys(form.texts, text)}
                send = client.post if form.method == "post" else client.get
                answer = send(form.action.split("#")[0], data, headers={"Sec-Fetch-Site": "same-origin"})
                assert answer.status_code < 500, (address, form)
                sent += 1
    assert sent > 20


def test_what_was_typed_comes_back_beside_the_sentence(client: Client, db: None) -> None:
    load_few_places()
    typed = {"full_name": "Nguyễn Thị Lài 🌶️", "email": "khong-phai-thu", "password": "x", "phone": "09"}
    answer = client.post(reverse("accounts:register"), typed)
    page = answer.content.decode()
    assert "Nguyễn Thị Lài 🌶️" in page
    assert "khong-phai-thu" in page
    assert not User.objects.filter(email="khong-phai-thu").exists()


@pytest.mark.parametrize("host", ["evil.example", "localhost:8000@evil.example", "a" * 300])
def test_forged_host_gets_a_sentence_and_nothing_else(client: Client, db: None, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


def test_body_of_ten_megabytes_is_refused_before_it_is_read(client: Client, db: None) -> None:
    answer = client.post(reverse("accounts:login"), b"x" * 10_000_000, content_type="text/plain")
    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()
