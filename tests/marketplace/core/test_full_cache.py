"""A Redis that is full and lets nothing go reads on and refuses to write: pages are drawn, limits hold, nothing old shows."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from marketplace.core.caching import kept_pages, steady_cache
from marketplace.core.web.throttle import forget_tries, has_reached_limit, is_over_limit
from marketplace.listings.services import archive_listing
from tests.factories.catalogue import published_product
from tools.servers import start_redis, stop_redis

pytestmark = pytest.mark.needs_redis

Commits = Callable[..., Any]


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[redis.Redis]:
    """A Redis of its own, which the test may fill."""
    monkeypatch.setattr(steady_cache, "outage", steady_cache._Outage())
    monkeypatch.setattr(steady_cache, "fullness", steady_cache._Fullness())
    monkeypatch.setattr(kept_pages, "_owed", type(kept_pages._owed)())
    address = start_redis(tmp_path)
    here = {
        "BACKEND": "marketplace.core.caching.steady_cache.SteadyRedisCache",
        "LOCATION": address,
        "KEY_PREFIX": "steady",
    }
    settings.CACHES = {"default": here, "marks": here, "pages": here}
    yield redis.Redis.from_url(address)
    stop_redis(tmp_path)


def fill(server: redis.Redis) -> None:
    server.config_set("maxmemory-policy", "noeviction")
    server.config_set("maxmemory", "1")


@pytest.mark.django_db
def test_pages_are_drawn_and_what_left_the_shelf_is_gone_in_every_process(
    client: Client,
    settings: Settings,
    server: redis.Redis,
    django_capture_on_commit_callbacks: Commits,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.PAGE_CACHE_SECONDS = settings.FLOOR_KEEP_SECONDS = 60
    product = published_product()
    address = f"/san-pham/{product.slug}/"
    assert [client.get(path).status_code for path in ("/", "/san-pham/", address)] == [200] * 3  # kept
    fill(server)
    assert [client.get(path).status_code for path in ("/", "/san-pham/", address, "/en/")] == [200] * 4
    with django_capture_on_commit_callbacks(execute=True):
        archive_listing(listing=product.listing)
    assert client.get(address).status_code == 410
    monkeypatch.setattr(kept_pages, "_owed", type(kept_pages._owed)())  # another process owes no mark
    monkeypatch.setattr(steady_cache, "outage", steady_cache._Outage())  # and knows of nothing
    assert client.get(address).status_code == 410


def test_what_cannot_be_kept_is_not_there_and_what_was_kept_is_read(server: redis.Redis) -> None:
    cache.set_many({"menu": "old", "more": "old", "other": "kept"})
    fill(server)
    cache.set("menu", "new")
    cache.set_many({"more": "new"})
    cache.set("fresh", "new")
    assert [cache.get(key, "none") for key in ("menu", "more", "fresh", "other")] == ["none"] * 3 + ["kept"]


def test_limits_hold_and_are_forgotten(server: redis.Redis) -> None:
    assert not is_over_limit(scope="test", identity="đào", limit=3, seconds=60)
    fill(server)
    tries = [is_over_limit(scope="test", identity="mận", limit=3, seconds=60) for _ in range(5)]
    assert tries == [False, False, False, True, True]
    assert has_reached_limit(scope="test", identity="mận", limit=3)
    assert not has_reached_limit(scope="test", identity="ai nữa", limit=3)
    # Tries that were counted before go on being counted.
    more = [is_over_limit(scope="test", identity="đào", limit=3, seconds=60) for _ in range(4)]
    assert more[-1]
    forget_tries(scope="test", identity="mận")
    assert not has_reached_limit(scope="test", identity="mận", limit=3)
    assert (cache.add("full-turn", 1, 5), cache.add("full-turn", 1, 5)) == (True, False)
    cache.delete("full-turn")
    assert cache.add("full-turn", 1, 5)


def test_one_line_is_logged_in_a_period_and_it_keeps_again_when_it_has_room(
    server: redis.Redis, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(server)
    with caplog.at_level(logging.WARNING, logger=steady_cache.__name__):
        for number in range(20):
            cache.set(f"key{number}", number)
            assert cache.get("none") is None
    (said,) = caplog.messages
    assert "OOM" in said or "maxmemory" in said
    assert not steady_cache.outage.is_on()
    server.config_set("maxmemory", "0")
    cache.set("key", "kept")
    assert cache.get("key") == "kept"
    server.config_set("maxmemory", "1")
    cache.set("key", "again")
    assert cache.get("key") is None
    assert len(caplog.messages) == 1
