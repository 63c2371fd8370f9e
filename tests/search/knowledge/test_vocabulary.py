"""The catalogue's words: counted as goods come, change and go, and read again only where they changed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.listings.services import archive_listing
from search import tasks
from search.indexing import sync
from search.knowledge import vocabulary
from search.knowledge.current import Versions, _Keeper, current_knowledge, read_versions
from search.knowledge.vocabulary import LexiconReader, count_wrong_words, recount
from search.models import SynonymSet, Word
from search.plan import Lexicon, Rules
from tests.factories.catalogue import published_product
from tests.search.helpers import ask, on_shelf, titles

pytestmark = pytest.mark.django_db


def lexicon() -> Lexicon:
    return LexiconReader().read()


def test_words_and_neighbours_are_counted_once_in_a_product() -> None:
    on_shelf("Cà phê cà phê", description="cà")
    known = lexicon()
    assert (known.products, known.exact["cà"], known.pairs["cà", "phê"]) == (1, 1, 1)
    assert known.folded["ca"] == known.exact["cà"]
    assert known.accents["phe"] == ("phê",)


def test_words_go_with_their_product() -> None:
    product = on_shelf("Ruốc zèng")
    on_shelf("Trà")
    archive_listing(listing=product.listing)
    sync.index_waiting()
    known = lexicon()
    assert "zèng" not in known.exact
    assert known.products == 1


def test_reader_takes_in_what_changed() -> None:
    reader = LexiconReader()
    assert reader.read().products == 0
    on_shelf("Cà phê")
    assert reader.read().exact["phê"] == 1
    on_shelf("Cà phê zèng")
    assert reader.read().exact["phê"] == 2


def test_indexing_again_counts_nothing_twice() -> None:
    product = on_shelf("Cà phê")
    before = read_versions().words
    sync.index_products([product.pk])
    assert read_versions().words == before
    assert recount() == 0


def test_recount_mends_what_went_wrong() -> None:
    on_shelf("Cà phê")
    Word.objects.filter(left="phê", right="").update(count=70)
    assert recount() == 1
    assert lexicon().exact["phê"] == 1
    Word.objects.all().delete()
    sync.reindex()
    assert lexicon().exact["phê"] == 1


def test_reindex_counts_words_once_however_many_batches_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    on_shelf("Khăn zèng")
    for title in ("Áo zèng", "Túi zèng A Lưới"):
        published_product(title=title)
    monkeypatch.setattr(sync, "BATCH", 1)
    before = read_versions().words
    sync.reindex()
    assert read_versions().words == before + 1
    known = lexicon()
    assert (known.products, known.exact["zèng"], known.pairs["áo", "zèng"]) == (3, 3, 1)
    assert count_wrong_words() == 0


def test_words_of_a_reindex_that_was_stopped_halfway_are_counted_by_the_nightly_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class StoppedError(Exception):
        pass

    def stop(_done: int) -> None:
        raise StoppedError

    published_product(title="Khăn zèng")
    published_product(title="Túi A Lưới")
    monkeypatch.setattr(sync, "BATCH", 1)
    with pytest.raises(StoppedError):
        sync.reindex(stop)
    assert titles(ask("zèng")) == ["Khăn zèng"]  # found, though its words are not counted
    assert lexicon().products == 0
    tasks.check_index()
    known = lexicon()
    assert (known.products, known.exact["zèng"], known.exact["túi"]) == (2, 1, 1)


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
def test_large_vocabulary_is_counted_in_parts_and_as_right(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Cà phê", "Cà phê zèng", "Mật ong"):
        on_shelf(title)
    right = sorted(Word.objects.values_list("left", "right", "count"))
    parts: list[int] = []
    count = vocabulary._right_counts_of

    def counted(part: int, parts_: int) -> dict[tuple[str, str], int]:
        parts.append(part)
        return count(part, parts_)

    monkeypatch.setattr(vocabulary, "_right_counts_of", counted)
    monkeypatch.setattr(vocabulary, "_COUNTED_AT_ONCE", at_once)
    assert count_wrong_words() == 0
    assert parts == list(range(1 + len(right) // at_once))
    Word.objects.filter(left="phê", right="").update(count=70)
    Word.objects.filter(left="mật", right="ong").delete()
    Word.objects.create(left="vắng", count=3, changed_in=1)
    before = read_versions().words
    assert (count_wrong_words(), recount(), count_wrong_words()) == (3, 3, 0)
    assert read_versions().words == before + 1
    written = Word.objects.filter(count__gt=0).values_list("left", "right", "count")
    assert sorted(written) == right


def test_what_is_known_is_read_once_and_again_when_it_changed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    on_shelf("Cà phê")
    current_knowledge()
    with django_assert_num_queries(1):  # the versions
        current_knowledge()
    on_shelf("Zèng")
    with django_assert_num_queries(2):  # the versions, and the words that changed
        assert current_knowledge().lexicon.exact["zèng"] == 1


def write_large_vocabulary() -> None:
    """Put up coffee beside more words than are read anew with every change."""
    on_shelf("Cà phê")
    Word.objects.bulk_create(
        Word(left=f"chữ{number}", right="", count=1, changed_in=1) for number in range(5_001)
    )


def test_large_vocabulary_is_read_again_after_half_a_minute_and_rules_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1_000.0
    monkeypatch.setattr("search.knowledge.current.time.monotonic", lambda: now)
    write_large_vocabulary()
    assert len(current_knowledge().lexicon.exact) > 5_000
    on_shelf("Zèng")
    SynonymSet.objects.create(names="vải thổ cẩm\nzèng", kind="equal", unless="")
    now += 29
    early = current_knowledge()
    assert "zèng" not in early.lexicon.exact
    assert [group.names for group in early.rules.synonyms.groups] == [("vải thổ cẩm", "zèng")]
    # Of which words it is, is said: what is kept about a plan must not be taken for one with the newest.
    assert early.versions.words < read_versions().words
    assert early.versions == replace(read_versions(), words=early.versions.words)
    now += 2
    assert current_knowledge().lexicon.exact["zèng"] == 1
    assert "phê" in current_knowledge().lexicon.exact


def test_answer_that_was_planned_with_older_words_is_not_kept_for_the_newest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1_000.0
    monkeypatch.setattr("search.knowledge.current.time.monotonic", lambda: now)
    write_large_vocabulary()
    current_knowledge()
    on_shelf("Cá phét")
    now += 29
    early = ask("ca phet")  # nobody knows «phet» yet
    assert (early.total, early.corrected_to) == (2, "cà phê")
    now += 2
    late = ask("ca phet")
    assert (titles(late), late.total, late.corrected_to) == (["Cá phét"], 1, None)


def test_who_asks_while_new_words_are_read_plans_with_the_ones_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    words = [Lexicon(1, {"cũ": 1}), Lexicon(1, {"mới": 1})]

    class Reader:
        def read(self) -> Lexicon:
            if len(words) == 1:
                begun.set()
                assert may_end.wait(10)
            return words.pop(0)

    monkeypatch.setattr("search.knowledge.current.LexiconReader", Reader)
    monkeypatch.setattr("search.knowledge.current.read_rules", Rules)
    keeper = _Keeper()
    assert keeper.get(Versions(1, 1, 1)).lexicon.exact == {"cũ": 1}
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(keeper.get, Versions(2, 2, 1))
        assert begun.wait(10)
        meanwhile = keeper.get(Versions(3, 3, 1))
        assert (meanwhile.lexicon.exact, meanwhile.versions) == ({"cũ": 1}, Versions(3, 1, 1))
        may_end.set()
        assert reading.result(10).versions == Versions(2, 2, 1)
    assert keeper.get(Versions(2, 2, 1)).lexicon.exact == {"mới": 1}
