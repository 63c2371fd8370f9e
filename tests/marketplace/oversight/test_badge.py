"""The badge in the menu: drawn on every page of the office, so it asks as little as can be."""

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from marketplace.core.office.waiting import sources_for
from marketplace.oversight.queue import count_waiting, counts_by_kind
from tests.factories.dossiers import submitted_dossier
from tests.factories.listings import officer, submitted
from tests.factories.people import editor

pytestmark = pytest.mark.django_db


def test_badge_of_the_menu_asks_once_for_all_kinds(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    submitted()
    submitted_dossier()
    request = rf.get("/quan-tri/")
    request.user = officer()
    assert len(sources_for(request)) == 6  # rights are asked for here, and kept with the person
    with django_assert_num_queries(1):
        assert count_waiting(request) == 2
    counted = {code: count for code, _name, count in counts_by_kind(request) if count}
    assert counted == {"hang-moi": 1, "ho-so": 1}


def test_badge_of_an_editor_asks_for_nothing(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = rf.get("/quan-tri/")
    request.user = editor()
    assert sources_for(request) == []
    with django_assert_num_queries(0):
        assert (count_waiting(request), counts_by_kind(request)) == (0, ())
