"""The catalogue's words: counted as goods come, change and go, and read again only where they changed."""

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.listings.services import archive_listing
from search import sync
from search.knowledge import current_knowledge, read_versions
from search.models import SynonymSet, Word
from search.plan import Lexicon
from search.vocabulary import LexiconReader, recount
from tests.search.helpers import on_shelf

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


def test_large_vocabulary_is_read_again_after_half_a_minute_and_rules_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1_000.0
    monkeypatch.setattr("search.knowledge.time.monotonic", lambda: now)
    on_shelf("Cà phê")
    Word.objects.bulk_create(
        Word(left=f"chữ{number}", right="", count=1, changed_in=1) for number in range(5_001)
    )
    assert len(current_knowledge().lexicon.exact) > 5_000
    on_shelf("Zèng")
    SynonymSet.objects.create(names="vải thổ cẩm\nzèng", kind="equal", unless="")
    now += 29
    early = current_knowledge()
    assert "zèng" not in early.lexicon.exact
    assert [group.names for group in early.rules.synonyms.groups] == [("vải thổ cẩm", "zèng")]
    assert early.versions == read_versions()
    now += 2
    assert current_knowledge().lexicon.exact["zèng"] == 1
    assert "phê" in current_knowledge().lexicon.exact
