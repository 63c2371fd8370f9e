"""The index is a copy (law 7): it follows the shelf, can be checked, mended and made anew."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction

from marketplace.listings.models import Listing
from marketplace.listings.services import archive_listing
from marketplace.listings.shelf.offers import change_price
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.services import reopen_stall, suspend_stall
from search import tasks
from search.indexing import check, entries, sync
from search.indexing.building import building
from search.indexing.failures import MOST_ATTEMPTS, dead_tasks
from search.indexing.shelf import Goods
from search.models import EntryText, IndexTask, ProductEntry
from tests.factories.catalogue import buyable, published_product
from tests.factories.stalls import StallFactory
from tests.search.helpers import ask, on_shelf, titles

pytestmark = pytest.mark.django_db


def test_publishing_leaves_a_row_that_indexing_takes() -> None:
    product = published_product(title="Cà phê")
    assert {task.product_id for task in IndexTask.objects.all()} == {product.pk}
    assert sync.index_waiting() == IndexTask.objects.count() + 1
    assert ProductEntry.objects.get().title == "Cà phê"
    assert not IndexTask.objects.exists()


def test_change_that_is_undone_leaves_no_row() -> None:
    class UndoneError(Exception):
        pass

    product = on_shelf("Cà phê", price=98_000)
    listing = Listing.objects.get(product=product)

    def change(price: int) -> None:
        change_price(listing=listing, sku=buyable(product)[0].sku, price=price)

    def change_and_undo() -> None:
        with transaction.atomic():
            change(75_000)
            assert [row.product_id for row in IndexTask.objects.all()] == [product.pk]
            raise UndoneError

    with pytest.raises(UndoneError):
        change_and_undo()
    assert not IndexTask.objects.exists()
    change(60_000)
    assert [row.product_id for row in IndexTask.objects.all()] == [product.pk]
    sync.index_waiting()
    assert ProductEntry.objects.get().price == 60_000


def test_suspended_stall_leaves_the_index_and_returns() -> None:
    stall = StallFactory.create()
    product = on_shelf("Ruốc", stall=stall)
    suspend_stall(stall=stall, reason="Giấy tờ hết hạn")
    sync.index_waiting()
    assert not ProductEntry.objects.exists()
    stall.refresh_from_db()
    reopen_stall(stall=stall)
    sync.index_waiting()
    assert ProductEntry.objects.get().pk == product.pk


def test_archived_listing_leaves_the_index() -> None:
    product = on_shelf("Ruốc")
    archive_listing(listing=product.listing)
    sync.index_waiting()
    assert not ProductEntry.objects.exists()


def test_check_finds_missing_extra_and_stale_and_repair_mends_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    missing, extra, stale = on_shelf("Thiếu"), on_shelf("Thừa"), on_shelf("Cũ")
    ProductEntry.objects.filter(pk=missing.pk).delete()
    Product.objects.filter(pk=extra.pk).update(is_public=False)
    ProductEntry.objects.filter(pk=stale.pk).update(price=1)
    found = check.find_differences()
    assert (found.missing, found.extra, found.stale) == ((missing.pk,), (extra.pk,), (stale.pk,))
    with pytest.raises(CommandError):
        call_command("search_check")
    call_command("search_check", "--repair")
    assert check.find_differences().keys == ()
    assert ProductEntry.objects.get(pk=stale.pk).price == 98_000
    assert not ProductEntry.objects.filter(pk=extra.pk).exists()


def entries_of_the_clock(task: str) -> list[Any]:
    return [entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == task]


def test_every_night_what_differs_is_found_and_mended(caplog: pytest.LogCaptureFixture) -> None:
    (nightly,) = entries_of_the_clock("search.check_index")
    # The clock's hours are those of Greenwich: two in the night here.
    assert (settings.CELERY_TIMEZONE, nightly.hour, nightly.minute) == ("UTC", {19}, {30})
    assert nightly.day_of_week == set(range(7))
    missing, extra, stale = on_shelf("Thiếu"), on_shelf("Thừa"), on_shelf("Cũ")
    ProductEntry.objects.filter(pk=missing.pk).delete()
    Product.objects.filter(pk=extra.pk).update(is_public=False)
    EntryText.objects.filter(pk=stale.pk).update(title="khác", title_folded="khac")
    assert tasks.check_index() == 3
    assert check.find_differences().keys == ()
    assert set(ProductEntry.objects.values_list("pk", flat=True)) == {missing.pk, stale.pk}
    assert titles(ask("cũ")) == ["Cũ"]
    told = [record.getMessage() for record in caplog.records if record.name == "search.indexing.check"]
    assert len(told) == 2
    assert re.fullmatch("counted [1-9][0-9]* words of the vocabulary anew", told[0])
    assert told[1] == "mended 3 entries and 0 documents of the index"
    caplog.clear()
    assert tasks.check_index() == 0
    assert caplog.messages == []


def test_what_a_lost_task_left_is_swept_up_within_a_minute() -> None:
    (sweeper,) = entries_of_the_clock("search.index_waiting_products")
    assert timedelta(seconds=sweeper) <= timedelta(minutes=1)
    published_product(title="Cà phê")  # in a test nothing is committed, so no task was sent
    assert titles(ask("cà phê")) == []
    assert tasks.index_waiting_products() > 0
    assert titles(ask("cà phê")) == ["Cà phê"]
    assert not IndexTask.objects.exists()


def test_reindex_makes_every_entry_anew() -> None:
    on_shelf("Cà phê")
    ProductEntry.objects.all().delete()
    assert sync.reindex() == 1
    assert ProductEntry.objects.get().title == "Cà phê"


def test_one_bad_product_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = published_product(title="Tốt"), published_product(title="Hỏng")
    whole = entries.build

    def build(goods: Goods) -> entries.Indexed | None:
        if goods.row.product_id == bad.pk:
            raise ValueError("no such thing")
        return whole(goods)

    monkeypatch.setattr(entries, "build", build)
    sync.index_waiting()
    assert [row.pk for row in ProductEntry.objects.all()] == [good.pk]
    waiting = IndexTask.objects.filter(product_id=bad.pk)
    assert {(task.attempts, task.error) for task in waiting} == {(1, "ValueError: no such thing")}


def test_row_that_failed_too_often_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = published_product(title="Hỏng")

    def fail(*_args: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(entries, "build", fail)
    for _ in range(MOST_ATTEMPTS + 3):
        sync.index_waiting()
    assert {task.attempts for task in dead_tasks()} == {MOST_ATTEMPTS}
    assert {task.product_id for task in dead_tasks()} == {bad.pk}


def test_reindex_of_a_busy_database_says_so_and_what_is_indexed_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_shelf("Cà phê")

    def busy(_keys: object, **_how: object) -> dict[int, str]:
        raise OperationalError("database is locked")

    monkeypatch.setattr(sync, "index_products", busy)
    with pytest.raises(CommandError, match="The database is busy: database is locked"):
        call_command("search_reindex", "--only", "database")
    assert titles(ask("cà phê")) == ["Cà phê"]


def test_reindex_while_another_process_builds_elasticsearchs_index_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_shelf("Cà phê")
    monkeypatch.setattr("search.indexing.mirror.elasticsearch_engine", object)
    monkeypatch.setattr("search.management.commands.search_reindex.elasticsearch_engine", object)
    with building(), pytest.raises(CommandError, match="Another process builds an index now"):
        call_command("search_reindex", "--only", "elasticsearch")
    assert capsys.readouterr().out == ""
