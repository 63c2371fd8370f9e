"""Rules in rows are read seldom, and anew in every process as soon as one of them changed a row."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from marketplace.core.caching.standing import StandingRules
from tests.caches import caches_of

pytestmark = pytest.mark.django_db


def test_rules_follow_what_another_process_changed_without_redis(
    settings: Settings, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    rows = ["18 tuổi"]
    read: list[str] = []

    def read_rows() -> list[str]:
        read.append(rows[0])
        return list(rows)

    in_web, in_worker = (StandingRules("test", read_rows) for _process in range(2))
    settings.CACHES = caches_of("web", tmp_path)
    assert (in_web.get(), in_web.get()) == (["18 tuổi"], ["18 tuổi"])
    assert read == ["18 tuổi"]
    settings.CACHES = caches_of("worker", tmp_path)
    rows[0] = "21 tuổi"
    with django_capture_on_commit_callbacks(execute=True):
        in_worker.changed()
    settings.CACHES = caches_of("web", tmp_path)
    assert (in_web.get(), in_web.get()) == (["21 tuổi"], ["21 tuổi"])
    assert read == ["18 tuổi", "21 tuổi"]


def test_change_that_is_rolled_back_is_no_news(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    rules = StandingRules("test", object)
    before = rules.get()
    with django_capture_on_commit_callbacks(execute=False):
        StandingRules("test", object).changed()
    assert rules.get() is before
