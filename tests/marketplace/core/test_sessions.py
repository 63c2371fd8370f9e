"""Of two requests of one visitor at once, neither takes back what the other kept."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from marketplace.core.web.sessions import SessionStore
from tests.factories.baskets import DETAILS, fill
from tests.factories.people import UserFactory
from tests.factories.places import load_few_places

pytestmark = pytest.mark.django_db


def kept(**values: object) -> str:
    """Return the key of a session that holds ``values``."""
    store = SessionStore()
    store.update(values)
    store.create()
    assert store.session_key is not None
    return store.session_key


def held(key: str) -> dict[str, object]:
    return dict(SessionStore(key).items())


def two_readers(key: str) -> tuple[SessionStore, SessionStore]:
    """Return the session as two requests have read it."""
    first, second = SessionStore(key), SessionStore(key)
    assert dict(first.items()) == dict(second.items())
    return first, second


def test_slower_request_leaves_what_the_faster_one_kept_changed_and_removed() -> None:
    key = kept(stays=1, changes=1, goes=1)
    faster, slower = two_readers(key)
    faster.update({"changes": 2, "new": 1})
    del faster["goes"]
    faster.save()
    slower["mine"] = 1
    slower.save()
    assert held(key) == {"stays": 1, "changes": 2, "new": 1, "mine": 1}


def test_slower_request_has_the_last_word_on_what_it_changed_or_removed_itself() -> None:
    key = kept(both=1, goes=1, within={"a": 1})
    faster, slower = two_readers(key)
    faster.update({"both": 2, "goes": 2, "within": {"a": 2}})
    faster.save()
    slower["both"] = 3
    slower["within"]["b"] = 1  # inside of what was read
    slower.modified = True
    del slower["goes"]
    slower.save()
    assert held(key) == {"both": 3, "within": {"a": 1, "b": 1}}


def test_second_writing_of_one_request_counts_from_its_first() -> None:
    key = kept(once=1)
    mine, other = two_readers(key)
    mine["once"] = 2
    mine.save()
    other["once"] = 3
    other.save()
    mine["more"] = 1
    mine.save()
    assert held(key) == {"once": 3, "more": 1}


def test_session_that_was_ended_is_not_brought_back() -> None:
    key = kept(signed_in=1)
    leaving, slower = two_readers(key)
    leaving.flush()
    slower["late"] = 1
    with pytest.raises(UpdateError):
        slower.save()
    assert not Session.objects.filter(pk=key).exists()


def test_new_key_at_signing_in_keeps_what_was_there_and_what_comes_after() -> None:
    key = kept(basket=1)
    store = SessionStore(key)
    store["more"] = 1
    store.cycle_key()
    store["after"] = 1
    store.save()
    assert store.session_key not in {None, key}
    assert held(str(store.session_key)) == {"basket": 1, "more": 1, "after": 1}
    assert not Session.objects.filter(pk=key).exists()


def test_address_chosen_in_the_background_does_not_take_back_the_step_that_leads_on(client: Client) -> None:
    load_few_places()
    client.force_login(UserFactory.create())
    fill(client)
    address = reverse("checkout:details")
    background = import_module(settings.SESSION_ENGINE).SessionStore(
        client.cookies[settings.SESSION_COOKIE_NAME].value
    )
    assert "checkout" not in str(dict(background.items()))  # read before the step was sent
    seen = client.post(address, DETAILS).context["seen"]
    assert client.post(address, {**DETAILS, "da-xem": seen}).headers["Location"] == reverse("checkout:review")
    background["late"] = 1
    background.save()
    assert client.get(reverse("checkout:review")).status_code == 200
