"""Many rows in one statement: new ones come, those that are there take over what is said of them."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.shop.catalogue.restrictions import Restriction
from marketplace.shop.partner.models import StockRecord
from search.indexing import check, sync
from search.indexing.keys import listed
from search.models import ProductEntry, Word
from search.upserts import upsert
from tests.factories.stalls import StallFactory
from tests.search.helpers import ask, on_shelf

pytestmark = pytest.mark.django_db

NAMES = ("left", "right", "count", "changed_in")
KEY = ("left", "right")


def words() -> list[tuple[str, str, int, int]]:
    return list(Word.objects.order_by("left", "right").values_list(*NAMES))


def test_row_that_is_there_takes_over_the_rest() -> None:
    upsert(Word, NAMES, [("cà", "", 3, 1), ("cà", "phê", 2, 1)], key=KEY)
    upsert(Word, NAMES, [("cà", "phê", 7, 2), ("o'ng", '"\\', 1, 2)], key=KEY)
    assert words() == [("cà", "", 3, 1), ("cà", "phê", 7, 2), ("o'ng", '"\\', 1, 2)]


def test_added_field_is_added_and_the_others_are_not() -> None:
    upsert(Word, NAMES, [("cà", "", 3, 1)], key=KEY)
    upsert(Word, NAMES, [("cà", "", 4, 2), ("phê", "", 1, 2)], key=KEY, added=["count"])
    assert words() == [("cà", "", 7, 2), ("phê", "", 1, 2)]


def test_nothing_to_write_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        upsert(Word, NAMES, [], key=KEY)
    assert len(queries) == 0


def test_entry_keeps_every_value_through_indexing() -> None:
    product = on_shelf("Cà phê 'Đồi' \"Sương\" 100%")
    entry = ProductEntry.objects.get(pk=product.pk)
    assert entry.title == "Cà phê 'Đồi' \"Sương\" 100%"
    assert product.published_at is not None
    whole = product.published_at.microsecond // 1_000 * 1_000  # finer, no engine orders goods
    assert entry.published_at == product.published_at.replace(microsecond=whole)
    assert entry.picture_widths == list(product.images.get().widths)
    assert (entry.rating, entry.price_was, entry.has_variants) == (None, None, False)
    assert check.find_differences().keys == ()


def test_indexing_asks_no_more_for_more_goods() -> None:
    keys = [on_shelf(f"Cà phê {name}").pk for name in ("một", "hai", "ba", "bốn")]
    counts = []
    for some in (keys[:1], keys):
        ProductEntry.objects.all().delete()
        Word.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            sync.index_products(some)
        counts.append(len(queries))
        assert set(ProductEntry.objects.values_list("pk", flat=True)) == set(some)
    assert counts[0] == counts[1]


def test_indexing_says_its_keys_in_one_value_however_many() -> None:
    stall = StallFactory.create()
    keys = [on_shelf(f"Cà phê {name}", stall=stall).pk for name in ("một", "hai", "ba", "bốn")]
    said: list[list[int]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        if sql.startswith("SELECT"):
            said[-1].append(len(params or ()))
        return execute(sql, params, many, context)

    for some in (keys[:1], keys):
        said.append([])
        with connection.execute_wrapper(note):
            assert sync.index_products(some) == {}
    assert said[0] == said[1]
    assert max(said[0]) < 10


def test_what_is_listed_is_what_was_given() -> None:
    keys = [on_shelf(f"Cà phê {name}").pk for name in ("một", "hai", "ba")]
    for some in (keys[:2], [keys[2], keys[0], keys[2], 10**15], []):
        found = ProductEntry.objects.filter(pk__in=listed(iter(some))).order_by("pk")
        assert list(found.values_list("pk", flat=True)) == sorted({*some} & {*keys})


def test_rules_of_promotion_are_asked_only_where_a_price_is_struck_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, promoted = on_shelf("Cà phê"), on_shelf("Trà")
    StockRecord.objects.filter(product=promoted).update(price_was=999_000)
    asked: list[str] = []

    def answer(group: str, _data: object) -> Restriction:
        asked.append(group)
        return Restriction(no_promotion=len(asked) > 1)

    monkeypatch.setattr("search.indexing.entries.restriction_of", answer)
    for was in (999_000, None):
        assert sync.index_products([plain.pk, promoted.pk]) == {}
        prices = dict(ProductEntry.objects.values_list("pk", "price_was"))
        assert prices == {plain.pk: None, promoted.pk: was}
    assert asked == [promoted.label_group] * 2


def test_word_that_stands_more_often_than_is_kept_of_it_is_found() -> None:
    product = on_shelf("Trà vằng", description="sương " * 390 + "mù")
    assert [card.product_id for card in ask("sương mù").cards] == [product.pk]


def test_entries_from_before_they_were_packed_are_packed_by_the_migration() -> None:
    keys = [on_shelf(f"Cà phê {name}", ocop_stars=4).pk for name in ("một", "hai")]
    packed = dict(ProductEntry.objects.values_list("pk", "place"))
    ProductEntry.objects.update(place=0, traits=0)
    assert set(check.find_differences().stale) == set(keys)

    import_module("search.migrations.0009_counted_in_one_pass").pack(apps, None)

    assert dict(ProductEntry.objects.values_list("pk", "place")) == packed
    assert check.find_differences().keys == ()
