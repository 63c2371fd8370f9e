"""Many rows in one statement: new ones come, those that are there take over what is said of them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.indexing import sync
from search.models import ProductEntry, Word
from search.upserts import upsert
from tests.search.helpers import on_shelf

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
    assert sync.find_differences().keys == ()


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


def test_entries_from_before_they_were_packed_are_packed_by_the_migration() -> None:
    keys = [on_shelf(f"Cà phê {name}", ocop_stars=4).pk for name in ("một", "hai")]
    packed = dict(ProductEntry.objects.values_list("pk", "place"))
    ProductEntry.objects.update(place=0, traits=0)
    assert set(sync.find_differences().stale) == set(keys)

    import_module("search.migrations.0009_counted_in_one_pass").pack(apps, None)

    assert dict(ProductEntry.objects.values_list("pk", "place")) == packed
    assert sync.find_differences().keys == ()
