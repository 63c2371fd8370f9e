"""Two officers save one row in the same moment: the first to come holds it, the second is told of the change."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.views import generic
from wagtail.models import ModelLogEntry

from search.models import RankingWeight
from tests.marketplace.listings.test_races import at_once
from tests.search.office.test_two_officers import errors, opened
from tests.search.officers import search_officer, weight

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever found the row unchanged wait with the saving until the other one found it so too, or a second."""
    barrier = threading.Barrier(2)
    save: Callable[[Any], Any] = generic.EditView.save_instance

    def wait(view: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=1)
        return save(view)

    monkeypatch.setattr(generic.EditView, "save_instance", wait)


@pytest.mark.usefixtures("both_compared")
def test_one_of_two_saves_in_the_same_moment_is_told_of_the_other() -> None:
    row = weight("sales", 3)
    address = reverse("trong-so:edit", args=[row.pk])
    desks = Client(), Client()
    desks[0].force_login(search_officer())
    desks[1].force_login(search_officer("khac@example.vn"))
    sent = [
        {**opened(desk, address), "percent": percent}
        for desk, percent in zip(desks, ("9", "12"), strict=True)
    ]
    answers: list[Any] = at_once(
        *(partial(desk.post, address, form) for desk, form in zip(desks, sent, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    saved, refused = sorted(answers, key=lambda answer: answer.status_code, reverse=True)
    kept = int(sent[answers.index(saved)]["percent"])
    assert RankingWeight.objects.get().percent == kept
    assert f"vừa sửa trong lúc bạn đang mở (Bán được nhiều: {kept})" in errors(refused.content)
    assert ModelLogEntry.objects.count() == 1
