"""Every form that the addresses lead to takes NUL, emoji and 10,000 characters with a sentence, never a crash.

The forms are found, not listed: each address is opened as a shopper with a basket and an order who keeps a
stall, and as somebody who is about to open one, and each form on the page is filled in and sent. An address
whose parameters nobody gave a sample for fails the test: its forms would be left out unseen.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from oscar.core.loading import get_model
from pytest_django import Settings

from marketplace.accounts.models import User
from marketplace.accounts.tokens import EmailProof, sign_email
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Placement
from marketplace.notifications.models import Message
from marketplace.shop.catalogue.models import Category, Product
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.members.services import invite_member
from marketplace.stalls.models import StallMember
from tests.factories.baskets import fill
from tests.factories.catalogue import published_product
from tests.factories.dossiers import draft_dossier
from tests.factories.messages import MessageFactory
from tests.factories.orders import make_order, make_product, make_stall, move_part, part_of
from tests.factories.people import UserFactory
from tests.factories.places import load_few_places
from tests.factories.stalls import StallMemberFactory
from tests.marketplace.bodies import send_large
from tests.marketplace.desk.strangers import SAMPLES
from tests.marketplace.storefront.account import make_address

UserAddress = get_model("address", "UserAddress")

pytestmark = pytest.mark.django_db

# Comes back into the field beside the sentence, whatever is wrong with it.
TYPED = "Mực một nắng 🦑"
HOSTILE = {
    "typed": TYPED,
    "NUL": "Cà\x00phê",
    "emoji": "🦑🌶️ Mực\u202e",
    "long": "ngon " * 2000,
    "markup": "<script>alert(1)</script>' OR 1=1 --",
}
# Files, pages without a form, and what takes posts only: the forms that lead there stand on other pages.
LEFT_OUT = {
    "media",
    "sitemap-section",
    "wagtail_serve",
    "order:picture",
    "notifications:letter",
    "oversight:status",
    "accounts:withdraw",
    "account:address_default",
    "account:address_delete",
    "stalls:paper",
    "stalls:remove_paper",
    "stalls:send_paper",
}
# Forms that the walk would no longer find if a page changed, and nobody would notice.
MUST_BE_SENT = (
    "account:address",
    "account:close",
    "basket:update",
    "catalogue:review",
    "checkout:details",
    "order:cancel_part",
    "order:lookup",
    "desk:listing_new",
    "desk:listing_edit",
)
# Forms do not nest, so a page need not be read whole to find them.
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TEXTS = {"text", "search", "email", "tel", "password", "url", "number", ""}


@dataclass(frozen=True)
class Form:
    """A form on a page."""

    action: str
    method: str
    fields: dict[str, str]
    texts: tuple[str, ...]
    passwords: frozenset[str]


def addresses(sample: Callable[[str, str], object]) -> list[str]:
    """Return an address for every pattern outside the back office; ``sample`` fills in its parameters."""
    return sorted(
        {
            reverse(name, kwargs={key: sample(name, key) for key in sorted(parameters)})
            for name, parameters in _patterns(get_resolver().url_patterns)
            if name not in LEFT_OUT
        }
    )


def plain_addresses() -> list[str]:
    """Return the addresses that have no parameters."""
    patterns = _patterns(get_resolver().url_patterns)
    return sorted({reverse(name) for name, parameters in patterns if not parameters and name not in LEFT_OUT})


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
    for written in FORM.findall(page):
        form = _read_form(written)
        yield form if form.action else replace(form, action=address)


@cache
def _read_form(written: str) -> Form:
    """Return a form as it is written; most of them stand on every page."""
    form = BeautifulSoup(written, "html.parser").form
    assert form is not None
    fields: dict[str, str] = {}
    texts, passwords = [], set()
    for field in form.find_all(["input", "textarea", "select"]):
        name = str(field.get("name") or "")
        if not name:
            continue
        kind = str(field.get("type") or "") if field.name == "input" else field.name
        if field.name == "textarea" or (field.name == "input" and kind in TEXTS):
            texts.append(name)
        if kind == "password":
            passwords.add(name)
        fields[name] = _value(field)
    return Form(
        str(form.get("action") or ""),
        str(form.get("method") or "get").lower(),
        fields,
        tuple(texts),
        frozenset(passwords),
    )


def _value(field: Tag) -> str:
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen.get("value") or "") if isinstance(chosen, Tag) else ""
    return field.get_text() if field.name == "textarea" else str(field.get("value") or "on")


@pytest.fixture
def shopper(client: Client) -> User:
    """Somebody with a basket, an address, a stall, and an order of two parts, of which one has arrived."""
    load_few_places()
    user = UserFactory.create()
    product = published_product()
    placement = make_order((product, 1), (make_product(stall=make_stall()), 1), owner=user)
    move_part(part_of(placement, 0), StallOrderState.DELIVERED)
    make_address(user)
    assert product.stall is not None
    StallMember.objects.create(stall=product.stall, user=user)
    client.force_login(user)
    fill(client, stalls=2)
    return user


@pytest.fixture
def applicant() -> User:
    """Somebody who is about to open a stall."""
    load_few_places()
    return draft_dossier().keeper


def sample_for(user: User) -> Callable[[str, str], object]:
    """Return what an address' parameter may name, so that its page opens for ``user``."""
    placement = Placement.objects.get(order__user=user)
    # Of somebody who does not sign in meanwhile, which would end the link.
    forgetful = UserFactory.create()
    reset = {
        "uidb64": urlsafe_base64_encode(force_bytes(forgetful.pk)),
        "token": default_token_generator.make_token(forgetful),
    }
    # By address where a word means different things, else by the parameter.
    samples: dict[str, Callable[[], object]] = {
        "storefront:stall": lambda: part_of(placement).stall.slug,
        "search:category": lambda: Category.objects.latest("pk").slug,
        "accounts:verify": lambda: sign_email(EmailProof(user.pk, user.email, user.email)),
        "product_slug": lambda: Product.objects.filter(stall=part_of(placement).stall).earliest("pk").slug,
        "number": lambda: placement.order.number,
        "token": lambda: placement.token,
        "part": lambda: part_of(placement, 1).number,
        "province_code": lambda: "44",
        "address_pk": lambda: UserAddress.objects.get(user=user).pk,
        "message_pk": lambda: MessageFactory.create(recipient=user.email).pk,
        "key": lambda: invitation_key(email=user.email),
    }

    def sample(name: str, parameter: str) -> object:
        if name == "accounts:password_reset_confirm":
            return reset[parameter]
        if name.startswith("desk:"):
            return SAMPLES[parameter](StallMember.objects.get(user=user).stall)
        return samples[name if name in samples else parameter]()

    return sample


def invitation_key(*, email: str) -> str:
    """Invite somebody to a stall; return the key that stands in the letter alone."""
    owner = StallMemberFactory.create(user=UserFactory.create())
    invitation = invite_member(stall=owner.stall, email=email, role=MemberRole.PACKER, by=owner.user)
    path: str = Message.objects.get(key=f"stall_invitation:{invitation.pk}").context["path"]
    return path.strip("/").rpartition("/")[2]


def _lost(form: Form, action: str, answer: Any) -> Iterator[str]:
    """Yield the fields that a page shows again without what was typed into them."""
    if answer.status_code not in {200, 422} or "html" not in answer.headers.get("Content-Type", ""):
        return
    for again in forms_of(answer.content.decode(), answer.request["PATH_INFO"]):
        if again.action.split("#")[0] == action and set(again.texts) == set(form.texts):
            told = (name for name in form.texts if name not in form.passwords)
            yield from (f"{action} {name}" for name in told if again.fields[name] != TYPED)


def send_every_form(client: Client, user: User | None, where: list[str], text: str) -> set[str]:
    """Send each form of each page with ``text`` in it; return the forms' addresses."""
    lost: list[str] = []
    sent: set[tuple[str, frozenset[str]]] = set()
    for address in where:
        page = client.get(address, follow=True)
        assert page.status_code < 500, address
        if "html" not in page.headers.get("Content-Type", ""):
            continue
        for form in forms_of(page.content.decode(), page.request["PATH_INFO"]):
            action = form.action.split("#")[0]
            if (action, frozenset(form.fields)) in sent:
                continue  # the header's search stands on every page
            data = {**form.fields, **dict.fromkeys(form.texts, text)}
            send = client.post if form.method == "post" else client.get
            with transaction.atomic():
                answer = send(action, data, headers={"Sec-Fetch-Site": "same-origin"})
                # A form may delete what the next page is about.
                transaction.set_rollback(True)
            assert answer.status_code < 500, (address, form)
            assert b"<script>alert(1)" not in b"".join(answer), (address, form)
            if form.method == "post" and text == TYPED:
                lost.extend(_lost(form, action, answer))
            sent.add((action, frozenset(form.fields)))
            if user is not None:
                client.force_login(user)  # a form may have signed us out
    assert lost == []
    return {action for action, _fields in sent}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_form_answers_hostile_text_without_a_crash(client: Client, shopper: User, hostile: str) -> None:
    sample = sample_for(shopper)
    sent = send_every_form(client, shopper, addresses(sample), HOSTILE[hostile])
    known = dict(_patterns(get_resolver().url_patterns))
    for name in MUST_BE_SENT:
        address = reverse(name, kwargs={key: sample(name, key) for key in known[name]})
        assert address in sent, name
    assert any(address.endswith("/set-password/") for address in sent)
    assert len(sent) > 50


@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_form_of_opening_a_stall_answers_hostile_text_without_a_crash(
    client: Client, applicant: User, hostile: str
) -> None:
    client.force_login(applicant)
    sent = send_every_form(client, applicant, plain_addresses(), HOSTILE[hostile])
    for name in ("stalls:facts", "stalls:contact", "stalls:bank", "stalls:review"):
        assert reverse(name) in sent


@pytest.mark.parametrize("hostile", HOSTILE)
def test_anonymous_forms_answer_hostile_text_without_a_crash(client: Client, hostile: str) -> None:
    load_few_places()
    sent = send_every_form(client, None, plain_addresses(), HOSTILE[hostile])
    for name in ("accounts:login", "accounts:register", "accounts:password_reset", "order:lookup"):
        assert reverse(name) in sent


def test_what_was_typed_comes_back_beside_the_sentence(client: Client, db: None) -> None:
    load_few_places()
    typed = {"full_name": "Nguyễn Thị Lài 🌶️", "email": "khong-phai-thu", "password": "x", "phone": "09"}
    answer = client.post(reverse("accounts:register"), typed)
    page = answer.content.decode()
    assert "Nguyễn Thị Lài 🌶️" in page
    assert "khong-phai-thu" in page
    assert not User.objects.filter(email="khong-phai-thu").exists()


@pytest.mark.parametrize("seconds", [0, 60], ids=["page cache off", "page cache on"])
@pytest.mark.parametrize("host", ["evil.example", "localhost:8000@evil.example", "a" * 300, ""])
def test_forged_host_gets_a_sentence_and_nothing_else(
    db: None, settings: Settings, host: str, seconds: int
) -> None:
    settings.PAGE_CACHE_SECONDS = seconds
    client = Client()
    assert client.get("/").status_code == 200  # and kept
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "Chưa hiểu được yêu cầu này" in answer.content.decode()
    assert not host or host not in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "prefix", "sentence"),
    [("vi", "", "Sàn nhận tối đa 8 MB mỗi lần gửi."), ("en", "/en", "8 MB")],
)
def test_body_of_ten_megabytes_is_poured_away_and_answered(
    client: Client, db: None, language: str, prefix: str, sentence: str
) -> None:
    answer, left = send_large(client, f"{prefix}/tai-khoan/dang-nhap/", 10_000_000)
    assert answer.status_code == 413
    assert sentence in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()
    assert (answer.headers["Connection"], len(left)) == ("close", 0)


def test_endless_body_is_not_read_to_its_end(client: Client, db: None, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000_000
    answer, left = send_large(client, "/gio-hang/them/", 9_000_000)
    assert (answer.status_code, len(left)) == (413, 8_000_000)
