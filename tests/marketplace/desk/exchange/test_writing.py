"""What a stall takes away costs the same queries for many goods."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.desk.exchange import state
from marketplace.desk.exchange.writing import export
from marketplace.stalls.models import Stall
from tests.factories.catalogue import published_product
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db


def queries_of(stall: Stall, *, is_csv: bool) -> int:
    with CaptureQueriesContext(connection) as queries:
        export(stall=stall, is_csv=is_csv)
    return len(queries)


def test_export_costs_the_same_queries_for_five_goods_and_for_twenty_five(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stall = StallFactory.create()
    for _number in range(5):
        published_product(stall=stall)
    export(stall=stall, is_csv=True)  # the lists are kept in the cache
    few = queries_of(stall, is_csv=True)
    for _number in range(20):
        published_product(stall=stall)
    whole = export(stall=stall, is_csv=True)
    assert whole.count(b"\r\n") == 26
    assert [queries_of(stall, is_csv=True), queries_of(stall, is_csv=False)] == [few, few]
    # What the drafts say, the shelf, the offers: three for each batch after the first.
    monkeypatch.setattr(state, "_READ_AT_ONCE", 5)
    assert queries_of(stall, is_csv=True) == few + 4 * 3
    assert export(stall=stall, is_csv=True) == whole
