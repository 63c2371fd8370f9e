"""A broker that is away fails nobody: what was decided stands, and what follows in the same transaction follows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from kombu.exceptions import OperationalError

from marketplace.core.caching.kept_pages import MARK, forget_pages
from marketplace.core.queueing import queue
from marketplace.listings.services import approve
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.tasks import render_pictures
from search.models import IndexTask
from tests.factories.listings import officer, submitted

pytestmark = pytest.mark.django_db

Commits = Callable[..., Any]


@pytest.fixture
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_call: Any, **_options: Any) -> None:
        raise OperationalError("Connection refused")

    monkeypatch.setattr("celery.app.task.Task.apply_async", away)


@pytest.mark.usefixtures("_no_broker")
def test_approval_stands_and_no_kept_page_counts(django_capture_on_commit_callbacks: Commits) -> None:
    task_state = submitted()
    mark = cache.get(MARK)
    with django_capture_on_commit_callbacks(execute=True):
        approve(task_state=task_state, user=officer())
    product = Product.objects.get(is_public=True)
    assert IndexTask.objects.filter(product_id=product.pk).exists()
    assert cache.get(MARK) not in {None, mark}


@pytest.mark.usefixtures("_no_broker")
def test_what_comes_after_is_done(django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue(render_pictures, 7)
        forget_pages()
    assert cache.get(MARK) is not None


def test_each_key_is_handed_over_after_the_commit(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commits
) -> None:
    told: list[tuple[int, ...]] = []
    monkeypatch.setattr(render_pictures, "delay", lambda *call: told.append(call))
    with django_capture_on_commit_callbacks(execute=True):
        queue(render_pictures, 7, 8)
        queue(render_pictures)
        assert told == []
    assert told == [(7,), (8,), ()]
