"""One outage, one line and one banner, whether Elasticsearch does not answer, takes nothing, or both."""

import logging
import threading
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from search import breaker
from search.indexing.mirror import mirror_waiting
from tests.caches import caches_of


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="search.breaker")
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in log.records]


def test_both_at_once_are_told_once_and_end_one_after_the_other(log: pytest.LogCaptureFixture) -> None:
    breaker.note_behind("403 read-only")
    for _ in range(3):
        breaker.note_failure("refused")
        breaker.note_behind("403 read-only")
    first = breaker.current_outage()
    assert first is not None
    assert (first.error, first.is_behind) == ("refused", False)

    breaker.note_success()
    left = breaker.current_outage()
    assert left is not None
    assert (left.error, left.is_behind) == ("403 read-only", True)
    assert not breaker.may_ask()

    breaker.note_abreast()
    assert breaker.current_outage() is None
    assert breaker.may_ask()
    assert lines(log) == [
        ("ERROR", "Elasticsearch does not take what changed, the database answers: 403 read-only"),
        ("INFO", "Elasticsearch answers again."),
        ("INFO", "Elasticsearch takes what changes again."),
    ]


def test_next_outage_is_told_again(log: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        breaker.note_failure("refused")
        breaker.note_success()
    assert [level for level, _line in lines(log)] == ["ERROR", "INFO"] * 2


def test_success_without_an_outage_says_nothing(log: pytest.LogCaptureFixture) -> None:
    breaker.note_success()
    breaker.note_abreast()
    assert lines(log) == []


def test_outage_stays_since_it_began_and_says_what_was_said_last() -> None:
    breaker.note_behind("first")
    begun = breaker.current_outage()
    breaker.note_behind("x" * 1_000)
    again = breaker.current_outage()
    assert begun is not None
    assert again is not None
    assert (again.since, again.error) == (begun.since, "x" * 300)


def test_open_breaker_lets_one_question_through_at_a_time_and_a_copy_that_is_behind_none() -> None:
    breaker.note_failure("refused")
    assert not breaker.may_ask()
    cache.delete("search.elasticsearch.trial")
    assert [breaker.may_ask(), breaker.may_ask()] == [True, False]
    breaker.note_success()
    breaker.note_behind("403")
    cache.delete("search.elasticsearch.trial")
    assert not breaker.may_ask()


def test_web_process_knows_without_redis_what_the_worker_learned(settings: Settings, tmp_path: Path) -> None:
    settings.CACHES = caches_of("worker", tmp_path)
    breaker.note_behind("403 read-only")
    settings.CACHES = caches_of("web", tmp_path)
    told = breaker.current_outage()
    assert told is not None
    assert (told.error, told.is_behind) == ("403 read-only", True)
    assert not breaker.may_ask()
    settings.CACHES = caches_of("worker", tmp_path)
    breaker.note_abreast()
    settings.CACHES = caches_of("web", tmp_path)
    assert breaker.current_outage() is None
    assert breaker.may_ask()


def test_shoppers_who_waited_together_write_one_line_without_redis(
    settings: Settings, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = caches_of("web", tmp_path)
    together = threading.Barrier(8)

    def fail() -> None:
        together.wait()
        breaker.note_failure("refused")

    shoppers = [threading.Thread(target=fail) for _ in range(8)]
    for one in shoppers:
        one.start()
    for one in shoppers:
        one.join()
    assert lines(log) == [("ERROR", "Elasticsearch does not answer, the database does: refused")]


def test_outage_of_an_elasticsearch_that_is_taken_away_is_told_no_longer(
    settings: Settings, db: None
) -> None:
    breaker.note_failure("refused")
    breaker.note_behind("403")
    settings.ELASTICSEARCH_URL = ""
    assert mirror_waiting() == 0
    assert breaker.current_outage() is None
