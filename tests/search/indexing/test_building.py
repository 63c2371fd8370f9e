"""Who builds Elasticsearch's index has its turn for as long as it lives, and little longer."""

import time
from pathlib import Path

import pytest
from pytest_django import Settings

from marketplace.core.caching.kept_pages import marks
from search.indexing import building
from search.indexing.building import is_building
from tests.caches import caches_of


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a turn be short, and renewed often."""
    monkeypatch.setattr(building, "TURN_SECONDS", 0.2)
    monkeypatch.setattr(building, "_RENEW_SECONDS", 0.02)


def test_turn_lasts_as_long_as_the_build_and_is_free_at_once_afterwards() -> None:
    with building.building() as is_free:
        assert is_free
        time.sleep(0.4)
        assert is_building()
        with building.building() as is_free_for_another:
            assert not is_free_for_another
        assert is_building()
    assert not is_building()


def test_turn_of_a_process_that_was_killed_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_renew", lambda *_: None)  # the dead renew nothing
    killed = building.building()
    assert killed.__enter__()
    assert is_building()
    time.sleep(0.25)
    with building.building() as is_free:
        assert is_free


def test_turn_that_another_took_meanwhile_is_left_to_it() -> None:
    with building.building():
        marks.set("search.mirror.building", "another", 60)
        time.sleep(0.05)
        assert marks.get("search.mirror.building") == "another"
    assert is_building()
    marks.delete("search.mirror.building")


def test_worker_knows_without_redis_that_a_command_builds(settings: Settings, tmp_path: Path) -> None:
    settings.CACHES = caches_of("command", tmp_path)
    with building.building():
        settings.CACHES = caches_of("worker", tmp_path)
        with building.building() as is_free:
            assert not is_free
