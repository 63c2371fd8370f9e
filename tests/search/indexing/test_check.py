"""What the check of the index finds and mends, whatever else is wrong meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from search import tasks
from search.engines.postgres import vector
from search.indexing import check, entries, sync
from search.indexing.failures import MOST_ATTEMPTS, note_dead, note_failures
from search.indexing.mirror import queue_for_copy
from search.indexing.shelf import Goods
from search.knowledge.vocabulary import recount
from search.models import EntryText, IndexTask, ProductEntry, Word
from tests.factories.catalogue import published_product
from tests.search.helpers import ask, on_shelf, titles
from tools.servers import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let no entry be made of one product any more."""

    def spoilt(product_id: int) -> None:
        whole = entries.build

        def build(goods: Goods) -> entries.Indexed | None:
            if goods.row.product_id == product_id:
                raise ValueError("no such thing")
            return whole(goods)

        monkeypatch.setattr(entries, "build", build)

    return spoilt


def count_of(word: str) -> int:
    return Word.objects.get(left=word, right="").count


def test_product_that_cannot_be_indexed_keeps_no_other_from_being_mended(
    spoil: Callable[[int], None],
) -> None:
    stale, bad, missing = on_shelf("Cũ"), on_shelf("Hỏng"), on_shelf("Thiếu")
    never = published_product(title="Hỏng nữa")
    IndexTask.objects.all().delete()
    ProductEntry.objects.filter(pk=stale.pk).update(price=1)
    ProductEntry.objects.filter(pk=missing.pk).delete()
    spoil(bad.pk)
    spoil(never.pk)
    found = check.find_differences()
    assert (found.missing, found.extra, found.stale) == (
        (missing.pk, never.pk), (), (stale.pk, bad.pk),
    )  # fmt: skip
    assert tasks.check_index() == 4
    assert ProductEntry.objects.get(pk=stale.pk).price == 98_000
    assert titles(ask("thiếu")) == ["Thiếu"]
    # What stood in the index goes on standing there, and the queue says what is wrong.
    assert ProductEntry.objects.get(pk=bad.pk).title == "Hỏng"
    assert set(IndexTask.objects.values_list("product_id", "error")) == {
        (bad.pk, "ValueError: no such thing"),
        (never.pk, "ValueError: no such thing"),
    }
    with pytest.raises(CommandError, match="Something cannot be indexed"):
        call_command("search_check", "--repair")


def test_words_are_counted_once_after_an_entry_was_lost_and_mended() -> None:
    lost, other = on_shelf("Thiếu"), on_shelf("Lời")
    ProductEntry.objects.filter(pk=lost.pk).delete()
    EntryText.objects.filter(pk=other.pk).update(title="khác", title_folded="khac")
    call_command("search_check", "--repair")
    assert (count_of("thiếu"), count_of("lời")) == (1, 1)
    assert not Word.objects.filter(left="khác", count__gt=0).exists()
    assert recount() == 0


def test_counts_of_words_that_went_astray_are_found_and_mended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    on_shelf("Cà phê")
    Word.objects.filter(left="phê", right="").update(count=7)
    Word.objects.create(left="vắng", count=3, changed_in=1)
    with pytest.raises(CommandError, match="differs"):
        call_command("search_check")
    assert capsys.readouterr().out == "missing 0, extra 0, stale 0, words 2, failed 0\n"
    call_command("search_check", "--repair")
    assert count_of("phê") == 1
    assert count_of("vắng") == 0
    assert recount() == 0
    call_command("search_check")


@pytest.mark.parametrize("column", ["title_folded", "keywords_folded", "description_folded"])
def test_text_without_marks_that_differs_is_stale_and_made_anew(column: str) -> None:
    product = on_shelf("Bột nghệ", description="Nghệ đỏ")
    right = EntryText.objects.values_list(column, flat=True).get(pk=product.pk)
    EntryText.objects.filter(pk=product.pk).update(**{column: "nuoc mam"})
    assert titles(ask("bột nghệ")) == ["Bột nghệ"]  # the words with their marks are right
    assert check.find_differences().stale == (product.pk,)
    call_command("search_check", "--repair")
    assert EntryText.objects.values_list(column, flat=True).get(pk=product.pk) == right
    assert titles(ask("nuoc mam")) == []


def test_what_was_found_wrongly_is_not_found_again_once_it_is_mended() -> None:
    product = on_shelf("Bột nghệ")
    EntryText.objects.filter(pk=product.pk).update(title_folded="nuoc mam")
    vectors = {"vector_folded": vector(("nuoc mam", "", ""))} if connection.vendor == "postgresql" else {}
    EntryText.objects.filter(pk=product.pk).update(**vectors or {"units": ""})
    assert titles(ask("nuoc mam")) == ["Bột nghệ"]  # and the answer is kept
    call_command("search_check", "--repair")
    assert titles(ask("nuoc mam")) == []


def test_words_of_another_product_go_with_the_repair() -> None:
    tea, honey = on_shelf("Trà vằng"), on_shelf("Mật ong")
    other = EntryText.objects.filter(pk=honey.pk).values().get()
    EntryText.objects.filter(pk=tea.pk).update(
        **{name: said for name, said in other.items() if name != "entry_id"}
    )
    assert set(titles(ask("mật ong"))) == {"Trà vằng", "Mật ong"}
    assert titles(ask("trà vằng")) == []
    assert check.find_differences().keys == (tea.pk,)
    call_command("search_check", "--repair")
    assert titles(ask("mật ong")) == ["Mật ong"]
    assert titles(ask("trà vằng")) == ["Trà vằng"]


def test_entry_without_its_words_counts_as_one_difference_and_is_found_again() -> None:
    product, whole = on_shelf("Trà vằng"), on_shelf("Mật ong")
    EntryText.objects.filter(pk=product.pk).delete()
    ProductEntry.objects.filter(pk=product.pk).update(price=1)
    assert titles(ask("trà vằng")) == []
    assert check.find_differences().keys == (product.pk,)
    assert tasks.check_index() == 1
    assert titles(ask("trà vằng")) == ["Trà vằng"]
    assert ProductEntry.objects.get(pk=product.pk).price == 98_000
    assert EntryText.objects.filter(pk=whole.pk).exists()


def test_database_is_mended_while_elasticsearch_is_away(settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    product = on_shelf("Cà phê")
    ProductEntry.objects.filter(pk=product.pk).update(price=1)
    with pytest.raises(CommandError, match="Elasticsearch cannot be compared now"):
        call_command("search_check", "--repair")
    assert ProductEntry.objects.get(pk=product.pk).price == 98_000
    with pytest.raises(CommandError, match="Elasticsearch cannot be compared now"):
        call_command("search_check")


def test_success_lets_go_of_what_had_failed_before_for_the_same_product() -> None:
    product = on_shelf("Mật ong")
    dead: dict[str, Any] = {"attempts": MOST_ATTEMPTS, "error": "ValueError: no such thing"}
    IndexTask.objects.create(product_id=product.pk, **dead)
    other = IndexTask.objects.create(product_id=product.pk + 1, **dead)
    sync.queue_products([product.pk])
    later = IndexTask.objects.create(product_id=product.pk, **dead)
    sync.index_waiting()
    assert list(IndexTask.objects.order_by("pk").values_list("pk", "attempts")) == [
        (other.pk, MOST_ATTEMPTS),
        (later.pk, MOST_ATTEMPTS),
    ]


@pytest.mark.needs_postgres  # SQLite keeps no vectors
@pytest.mark.parametrize("column", ["vector_exact", "vector_folded"])
@pytest.mark.parametrize("mend", [sync.reindex, tasks.check_index])
def test_vector_that_does_not_say_what_its_text_says_is_stale_and_written_anew(
    column: str, mend: Callable[[], int]
) -> None:
    tea, honey = on_shelf("Trà vằng"), on_shelf("Mật ong")
    lost = on_shelf("Ruốc")
    right = dict(EntryText.objects.values_list("pk", column))
    said = {"vector_exact": "mật ong", "vector_folded": "mat ong"}[column]
    EntryText.objects.filter(pk=tea.pk).update(**{column: vector((said, "", ""))})
    EntryText.objects.filter(pk=lost.pk).update(**{column: ""})
    assert set(titles(ask("mật ong"))) == {"Trà vằng", "Mật ong"}
    assert check.find_differences() == check.Differences((), (), (tea.pk, lost.pk))
    words = list(Word.objects.order_by("pk").values())
    mend()
    assert dict(EntryText.objects.values_list("pk", column)) == right
    assert titles(ask("mật ong")) == ["Mật ong"]
    assert check.find_differences().keys == ()
    assert list(Word.objects.order_by("pk").values()) == words  # the words are those that were counted
    assert EntryText.objects.filter(pk=honey.pk).exists()


def lose_words(product_id: int) -> None:
    """Take a text's words out of SQLite's word index, as the index's own trigger does when a text goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_entryfts(search_entryfts, rowid, title, keywords, description, title_folded,"
            " keywords_folded, description_folded) SELECT 'delete', entry_id, title, keywords, description,"
            " title_folded, keywords_folded, description_folded FROM search_entrytext WHERE entry_id = %s",
            [product_id],
        )


@pytest.mark.only_sqlite  # PostgreSQL keeps no words in a table beside
def test_words_that_the_word_index_lost_are_found_and_mended(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    lost = on_shelf("Ruốc")
    on_shelf("Trà")
    call_command("search_check")
    assert capsys.readouterr().out == "missing 0, extra 0, stale 0, words 0, failed 0\n"
    lose_words(lost.pk)
    assert titles(ask("ruốc")) == []
    with pytest.raises(CommandError, match="differs"):
        call_command("search_check")
    assert capsys.readouterr().out == (
        "missing 0, extra 0, stale 0, words 0, failed 0\nThe word index does not hold what the texts say.\n"
    )
    call_command("search_check", "--repair")
    assert (titles(ask("ruốc")), titles(ask("trà"))) == (["Ruốc"], ["Trà"])
    told = [record.getMessage() for record in caplog.records if record.name == "search.indexing.check"]
    assert told == ["filled the word index anew, which did not hold what the texts say"]
    call_command("search_check")
    caplog.clear()
    lose_words(lost.pk)
    assert tasks.check_index() == 0
    assert titles(ask("ruốc")) == ["Ruốc"]
    assert caplog.messages == ["filled the word index anew, which did not hold what the texts say"]


@pytest.mark.only_sqlite  # PostgreSQL keeps no words in a table beside
def test_reindex_finds_again_what_the_word_index_lost() -> None:
    lost = on_shelf("Ruốc")
    on_shelf("Trà")
    lose_words(lost.pk)
    assert (titles(ask("ruốc")), titles(ask("trà"))) == ([], ["Trà"])
    sync.reindex()
    assert (titles(ask("ruốc")), titles(ask("trà"))) == (["Ruốc"], ["Trà"])


def test_product_that_cannot_be_indexed_keeps_one_row_however_many_nights_and_changes(
    spoil: Callable[[int], None],
) -> None:
    bad = published_product(title="Hỏng")
    spoil(bad.pk)
    IndexTask.objects.all().delete()
    sync.queue_products([bad.pk, bad.pk])
    first = IndexTask.objects.earliest("pk")
    sync.index_waiting()
    rows = IndexTask.objects.values_list("pk", "queued_at", "attempts", "error")
    error = "ValueError: no such thing"
    assert list(rows.all()) == [(first.pk, first.queued_at, 1, error)]
    IndexTask.objects.update(attempts=MOST_ATTEMPTS, error="KeyError: before")
    for tries in (1, 2, 3):  # nobody sweeps in between
        tasks.check_index()
        assert list(rows.all()) == [(first.pk, first.queued_at, tries, error)]
    sync.queue_products([bad.pk])
    sync.index_waiting()
    assert list(rows.all()) == [(first.pk, first.queued_at, 4, error)]
    IndexTask.objects.update(attempts=MOST_ATTEMPTS)
    sync.queue_products([bad.pk])  # a change has all its tries, whatever failed before
    sync.index_waiting()
    assert list(rows.all()) == [(first.pk, first.queued_at, 1, error)]


def test_change_that_nobody_has_tried_is_not_taken_for_one_that_failed() -> None:
    tried, late = (IndexTask.objects.create(product_id=1) for _ in range(2))
    note_failures({1: "x"}, [tried.pk], in_database=False)
    assert list(IndexTask.objects.order_by("pk").values_list("pk", "attempts", "error")) == [
        (tried.pk, 1, "x"),
        (late.pk, 0, ""),
    ]


def test_what_a_new_elasticsearch_index_refuses_stands_in_one_row_however_often_it_is_built() -> None:
    waits = IndexTask.objects.create(product_id=1, in_database=True)
    for error in ("first", "last"):
        note_dead({1: error, 2: error}, in_database=True)
    rows = IndexTask.objects.exclude(pk=waits.pk).order_by("product_id")
    assert list(rows.values_list("product_id", "attempts", "error", "in_database")) == [
        (1, MOST_ATTEMPTS, "last", True),
        (2, MOST_ATTEMPTS, "last", True),
    ]
    assert IndexTask.objects.get(pk=waits.pk).attempts == 0
    queue_for_copy([1, 2, 3])
    assert sorted(IndexTask.objects.values_list("product_id", flat=True)) == [1, 1, 2, 3]
