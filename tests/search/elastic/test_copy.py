"""Elasticsearch's copy: what is queued arrives, an older reading never wins, a new index is built beside the old one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from marketplace.listings.models import Listing
from marketplace.listings.shelf.offers import change_price
from marketplace.listings.shelf.publishing import withdraw_from_shelf
from marketplace.shop.catalogue.models import Product
from search import breaker
from search.engines.elastic import ElasticsearchEngine
from search.indexing import mirror
from search.indexing.building import building
from search.indexing.check import check_and_repair
from search.indexing.failures import MOST_ATTEMPTS
from search.indexing.sync import queue_expired_stars
from search.models import IndexTask
from tests.factories.catalogue import buyable, published_product
from tests.search.elastic.conftest import Sync
from tests.search.helpers import ask, some_products, titles

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch, pytest.mark.both_servers]


def set_price(product: Product, price: int) -> None:
    change_price(listing=Listing.objects.get(product=product), sku=buyable(product)[0].sku, price=price)


def stored(engine: ElasticsearchEngine, product: Product) -> dict[str, Any]:
    found = engine.indices.client.get(index=engine.indices.reading, id=str(product.pk))
    source: dict[str, Any] = found["_source"]
    return source


def test_first_round_builds_the_index_and_empties_the_queue(engine: ElasticsearchEngine, sync: Sync) -> None:
    product = published_product(title="Cà phê Khe Sanh", price=98_000, stock=3)
    assert engine.indices.current() is None
    sync()
    assert list(IndexTask.objects.all()) == []
    assert engine.count() == 1
    source = stored(engine, product)
    assert (source["title"], source["title_folded"]) == ("cà phê khe sanh", "ca phe khe sanh")
    assert (source["price"], source["in_stock"]) == (98_000, True)
    found = ask("ca phe")
    assert (titles(found), found.engine, found.degraded) == (["Cà phê Khe Sanh"], "elasticsearch", False)


def test_change_arrives_and_what_left_the_shelf_leaves_the_index(
    engine: ElasticsearchEngine, sync: Sync
) -> None:
    kept, gone = published_product(title="Tiêu Cùa", price=60_000), published_product(title="Ném khô")
    sync()
    name = engine.indices.current()
    set_price(kept, 75_000)
    withdraw_from_shelf(listing=Listing.objects.get(product=gone))
    sync()
    assert engine.indices.current() == name
    assert stored(engine, kept)["price"] == 75_000
    assert engine.count() == 1


def test_stars_leave_document_filter_facet_and_words_the_day_after_the_certificate_ends(
    engine: ElasticsearchEngine, sync: Sync
) -> None:
    last_day = timezone.localdate() + timedelta(days=3)
    ending = published_product(title="Cà phê Arabica", ocop_stars=4, ocop_expires_on=last_day)
    published_product(title="Cà phê Robusta", ocop_stars=3, ocop_expires_on=last_day + timedelta(days=9))
    sync()
    told = {}
    for days in (3, 4):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            queue_expired_stars()
            sync()
            every = ask("ca phe")
            assert every.engine == ask("", ocop_min=3).engine == "elasticsearch"
            told[days] = (
                stored(engine, ending)["ocop_stars"],
                {card.title: card.ocop_stars for card in every.cards},
                {bucket.value: bucket.count for bucket in every.counts.ocop},
                set(titles(ask("", ocop_min=3))),
                set(titles(ask("ocop"))),
            )
    both, second = {"Cà phê Arabica", "Cà phê Robusta"}, {"Cà phê Robusta"}
    assert told == {
        3: (4, {"Cà phê Arabica": 4, "Cà phê Robusta": 3}, {"3": 2, "4": 1, "5": 0}, both, both),
        4: (0, {"Cà phê Arabica": 0, "Cà phê Robusta": 3}, {"3": 1, "4": 0, "5": 0}, second, second),
    }


def test_product_taken_down_never_shows_though_the_index_still_has_it(
    engine: ElasticsearchEngine, sync: Sync
) -> None:
    product = published_product(title="Mật ong rừng")
    sync()
    Product.objects.filter(pk=product.pk).update(is_public=False)
    assert engine.count() == 1
    found = ask("mat ong")
    assert (titles(found), found.engine) == ([], "elasticsearch")


def test_older_reading_does_not_overwrite_a_newer_one(engine: ElasticsearchEngine, sync: Sync) -> None:
    product = published_product(title="Gạo sạch", price=30_000)
    sync()
    (old, turn), *_others = list(mirror._all_documents())
    set_price(product, 45_000)
    sync()
    assert engine.write(old, version=turn) == {}
    assert stored(engine, product)["price"] == 45_000


def test_rebuild_swaps_keeps_the_way_back_and_writes_both(engine: ElasticsearchEngine, sync: Sync) -> None:
    product = published_product(title="Nước mắm Cửa Tùng", price=120_000)
    sync()
    first = engine.indices.current()
    assert mirror.rebuild() == 1
    second = engine.indices.current()
    assert second != first
    assert engine.indices.before() == first
    assert engine.indices.written() == sorted([str(first), str(second)])
    set_price(product, 150_000)
    sync()
    assert mirror.go_back() == first
    assert stored(engine, product)["price"] == 150_000
    assert mirror.rebuild() == 1
    assert second not in engine.indices.written()
    assert len(engine.indices.written()) == 2


def test_rebuild_whose_counts_disagree_leaves_the_old_index(
    engine: ElasticsearchEngine, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_product(title="Bột nghệ")
    sync()
    before = engine.indices.current()
    monkeypatch.setattr(type(engine.indices), "count", lambda *_: 7)
    with pytest.raises(mirror.RebuildError):
        mirror.rebuild()
    monkeypatch.undo()
    assert engine.indices.written() == [before]
    assert titles(ask("bot nghe")) == ["Bột nghệ"]


def test_second_rebuild_at_the_same_time_does_nothing(engine: ElasticsearchEngine, sync: Sync) -> None:
    published_product()
    sync()
    before = engine.indices.written()
    with building():
        assert mirror.rebuild() == 0
    assert engine.indices.written() == before


def test_check_names_what_is_missing_extra_and_stale_and_repair_mends_it(
    engine: ElasticsearchEngine, sync: Sync
) -> None:
    missing, stale, whole = (published_product(title=title) for title in ("Một", "Hai", "Ba"))
    sync()
    client, name = engine.indices.client, engine.indices.current()
    client.delete(index=str(name), id=str(missing.pk))
    client.update(index=str(name), id=str(stale.pk), doc={"price": 1})
    source = stored(engine, whole)
    client.index(index=str(name), id="987654", document={**source, "product_id": 987654}, refresh=True)
    assert mirror.find_copy_differences() == ([missing.pk], [987654], [stale.pk])
    with pytest.raises(CommandError, match="differs"):
        call_command("search_check")
    call_command("search_check", "--repair")
    engine.indices.refresh(engine.indices.reading)
    assert mirror.find_copy_differences() == ([], [], [])


def test_index_that_lost_its_alias_for_writing_is_written_all_the_same(
    engine: ElasticsearchEngine, sync: Sync
) -> None:
    product = published_product(title="Tiêu Cùa", price=60_000)
    sync()
    name = str(engine.indices.current())
    engine.indices.client.indices.delete_alias(index=name, name=f"{engine.indices.prefix}-writing")
    set_price(product, 75_000)
    sync()
    assert stored(engine, product)["price"] == 75_000
    assert engine.indices.current() == name


@pytest.mark.parametrize("what", ["no key", "another's key"])
def test_index_that_holds_what_the_floor_did_not_write_is_built_anew_by_a_repair(
    engine: ElasticsearchEngine, sync: Sync, what: str
) -> None:
    product = published_product(title="Tiêu Cùa")
    sync()
    client, old = engine.indices.client, str(engine.indices.current())
    if what == "no key":
        client.index(index=old, document={"title": "tiêu cùa", "title_folded": "tieu cua"}, refresh=True)
    else:
        client.update(index=old, id=str(product.pk), doc={"product_id": 987654}, refresh=True)
    with pytest.raises(CommandError, match="cannot be compared now: a document that is no product's"):
        call_command("search_check")
    assert engine.indices.current() == old
    call_command("search_check", "--repair")
    assert engine.indices.current() != old
    assert mirror.find_copy_differences() == ([], [], [])


def test_index_that_a_killed_build_left_goes_with_the_next_check_and_none_that_is_built(
    engine: ElasticsearchEngine, sync: Sync
) -> None:
    published_product()
    sync()
    assert mirror.rebuild() == 1
    kept = engine.indices.written()  # the one that is read and the way back
    left = engine.indices.create()
    with building():
        check_and_repair()
    assert engine.indices.written() == sorted([*kept, left])
    check_and_repair()
    assert engine.indices.written() == kept
    assert left not in engine.indices.client.indices.get(index=f"{engine.indices.prefix}-*")


def test_refused_document_is_counted_and_keeps_no_other_waiting(
    engine: ElasticsearchEngine, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = published_product(title="Hỏng"), published_product(title="Lành")
    sync()
    build = mirror._document

    def spoilt(text: Any) -> Any:
        made = build(text)
        if made.product_id == bad.pk:
            object.__setattr__(made.facets, "price", "không phải số")
        return made

    monkeypatch.setattr(mirror, "_document", spoilt)
    mirror.queue_for_copy([bad.pk, good.pk])
    assert mirror.mirror_waiting() == 1
    (left,) = IndexTask.objects.all()
    assert (left.product_id, left.attempts, left.in_database) == (bad.pk, 1, True)
    assert "price" in left.error
    assert breaker.current_outage() is None


def test_document_that_is_taken_at_last_lets_go_of_its_older_failures(
    engine: ElasticsearchEngine, sync: Sync
) -> None:
    mended, other = published_product(title="Lành rồi"), published_product(title="Còn hỏng")
    sync()
    dead = {"in_database": True, "attempts": MOST_ATTEMPTS, "error": "400 mapper"}
    IndexTask.objects.create(product_id=mended.pk, **dead)
    left = IndexTask.objects.create(product_id=other.pk, **dead)
    IndexTask.objects.create(product_id=mended.pk, in_database=True)  # it changed
    assert mirror.mirror_waiting() == 1
    assert list(IndexTask.objects.values_list("pk", "attempts")) == [(left.pk, MOST_ATTEMPTS)]


def test_second_load_fills_an_elasticsearch_that_came_later(
    engine: ElasticsearchEngine, settings: Settings, tmp_path: Path
) -> None:
    file = some_products(tmp_path, 3)
    settings.SEARCH_ENGINE = "database"
    call_command("search_load", "--products", str(file))
    assert engine.indices.current() is None
    settings.SEARCH_ENGINE = "auto"
    call_command("search_load", "--products", str(file))
    assert engine.count() == 3
