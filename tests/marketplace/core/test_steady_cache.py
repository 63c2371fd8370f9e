"""With a cache that is away the floor draws its pages, sells, and counts tries of a password; it says so once."""

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCacheClient
from django.test import Client
from pytest_django import Settings
from redis.exceptions import RedisError

from marketplace.core.caching import kept_pages, steady_cache
from marketplace.core.caching.release import release
from marketplace.core.web.throttle import has_reached_limit, is_over_limit
from marketplace.listings.services import archive_listing
from marketplace.shop.catalogue.models import Product
from tests.factories.catalogue import published_product
from tests.servers import redis_url

# Nobody listens there.
NOWHERE = "redis://127.0.0.1:1/0"
Commits = Callable[..., Any]


@pytest.fixture
def outage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> steady_cache._Outage:
    found = steady_cache._Outage()
    monkeypatch.setattr(steady_cache, "outage", found)
    monkeypatch.setattr(kept_pages, "_owed", type(kept_pages._owed)())
    _use(settings, NOWHERE)
    return found


def _use(settings: Settings, address: str) -> None:
    redis = {
        "BACKEND": "marketplace.core.caching.steady_cache.SteadyRedisCache",
        "LOCATION": address,
        "KEY_PREFIX": "steady",
    }
    settings.CACHES = {"default": redis, "marks": redis, "pages": redis}


@pytest.mark.django_db
@pytest.mark.usefixtures("outage")
def test_pages_are_drawn_and_what_leaves_the_shelf_is_gone(
    client: Client, settings: Settings, django_capture_on_commit_callbacks: Commits
) -> None:
    settings.PAGE_CACHE_SECONDS = settings.FLOOR_KEEP_SECONDS = 60
    product = published_product()
    address = f"/san-pham/{product.slug}/"
    assert [client.get(path).status_code for path in ("/", "/en/", "/san-pham/", address)] == [200] * 4
    assert client.get("/readyz").status_code == 503
    with django_capture_on_commit_callbacks(execute=True):
        archive_listing(listing=product.listing)
    assert client.get(address).status_code == 410


@pytest.mark.usefixtures("outage")
def test_nothing_is_kept_and_tries_are_counted() -> None:
    cache.set("page", "old")
    cache.set_many({"page": "old"})
    assert (cache.get("page"), cache.get_many(["page"]), "page" in cache) == (None, {}, False)
    tries = [is_over_limit(scope="test", identity="lài", limit=3, seconds=60) for _ in range(5)]
    assert tries == [False, False, False, True, True]
    assert has_reached_limit(scope="test", identity="lài", limit=3)
    assert not has_reached_limit(scope="test", identity="ai khác", limit=3)
    assert (cache.add("turn", 1, 5), cache.add("turn", 1, 5)) == (True, False)
    cache.delete("turn")
    assert cache.add("turn", 1, 5)


@pytest.mark.usefixtures("outage")
def test_limit_holds_however_many_others_are_counted_meanwhile() -> None:
    tries = [is_over_limit(scope="test", identity="hoa", limit=1, seconds=60) for _ in range(2)]
    assert tries == [False, True]
    others = [is_over_limit(scope="test", identity=f"{one}", limit=1, seconds=60) for one in range(1_000)]
    assert others == [False] * 1_000
    assert is_over_limit(scope="test", identity="hoa", limit=1, seconds=60)


class Shelf:
    """What Redis holds of a version of the floor whose class is gone."""

    def __init__(self) -> None:
        self.kept = b"cmarketplace.core\nNoSuchClass\n."

    def get(self, _key: str) -> bytes:
        return self.kept

    def mget(self, keys: list[str]) -> list[bytes]:
        return [self.kept for _key in keys]


def test_what_another_version_kept_and_nobody_can_read_any_more_is_not_there(
    outage: steady_cache._Outage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RedisCacheClient, "get_client", lambda *_args, **_named: Shelf())
    with caplog.at_level(logging.WARNING, logger=steady_cache.__name__):
        assert (cache.get("menu"), cache.get("menu", "none"), cache.get_many(["menu"])) == (None, "none", {})
    assert not outage.is_on()
    assert caplog.records == []


@dataclass
class Menu:
    """An object whose shape may change with a release."""

    names: list[str]


@pytest.mark.needs_redis
def test_objects_of_another_release_are_not_there_and_tries_and_marks_are(
    settings: Settings, outage: steady_cache._Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(settings, redis_url() or "")
    cache.clear()
    cache.set_many({"menu": Menu(["Chè"]), "pages.mark": "8f0c", "found": (1, 2)})
    tries = [is_over_limit(scope="release", identity="na", limit=2, seconds=60) for _ in range(2)]
    assert cache.get("menu") == Menu(["Chè"])
    monkeypatch.setattr(steady_cache, "release", lambda: "01234567")
    assert (cache.get("menu"), cache.get("found", "none")) == (None, "none")
    assert cache.get_many(["menu", "pages.mark", "found"]) == {"pages.mark": "8f0c"}
    assert tries == [False, False]
    assert is_over_limit(scope="release", identity="na", limit=2, seconds=60)
    cache.set("menu", Menu(["Trà"]))
    assert cache.get("menu") == Menu(["Trà"])
    assert not outage.is_on()
    monkeypatch.undo()
    assert release() == release()
    assert re.fullmatch("[0-9a-f]{8}", release())


def test_one_line_is_logged_and_nobody_waits_for_every_question(
    outage: steady_cache._Outage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(_self: Any, key: str, _default: Any) -> None:
        asked.append(key)
        raise RedisError("Connection refused")

    monkeypatch.setattr(RedisCacheClient, "get", refuse)
    with caplog.at_level(logging.WARNING, logger=steady_cache.__name__):
        for number in range(20):
            assert cache.get(f"key {number}".replace(" ", "-"), "none") == "none"
        monkeypatch.setattr(outage, "_ask_again_at", 0.0)
        cache.get("key-again")
    assert asked == ["steady:1:key-0", "steady:1:key-again"]
    assert len(caplog.records) == 1


@pytest.mark.needs_redis
@pytest.mark.django_db
def test_mark_that_could_not_be_set_is_set_before_another_kept_page_shows(
    client: Client,
    settings: Settings,
    outage: steady_cache._Outage,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    _use(settings, redis_url() or "")
    cache.clear()
    settings.PAGE_CACHE_SECONDS = 60
    product = published_product()
    address = f"/san-pham/{product.slug}/"
    assert client.get(address).status_code == 200
    Product.objects.filter(pk=product.pk).update(title="Tên khác")
    assert "Tên khác" not in client.get(address).content.decode()  # it is kept
    outage.begin(ConnectionError("gone for a while"))
    with django_capture_on_commit_callbacks(execute=True):
        archive_listing(listing=product.listing)
    assert outage.is_on()
    outage._ask_again_at = time.monotonic()
    with caplog.at_level(logging.WARNING, logger=steady_cache.__name__):
        assert client.get(address).status_code == 410
    said = [record.getMessage() for record in caplog.records if record.name == steady_cache.__name__]
    assert said[-1] == "The cache answers again."
    cache.clear()
