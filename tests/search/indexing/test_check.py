"""What the check of the index finds and mends, whatever else is wrong meanwhile."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from search import tasks
from search.indexing import entries, sync
from search.indexing.shelf import Goods
from search.models import EntryText, IndexTask, ProductEntry
from tests.factories.catalogue import published_product
from tests.search.helpers import ask, on_shelf, titles

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
    found = sync.find_differences()
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


@pytest.mark.parametrize("column", ["title_folded", "keywords_folded", "description_folded"])
def test_text_without_marks_that_differs_is_stale_and_made_anew(column: str) -> None:
    product = on_shelf("Bột nghệ", description="Nghệ đỏ")
    right = EntryText.objects.values_list(column, flat=True).get(pk=product.pk)
    EntryText.objects.filter(pk=product.pk).update(**{column: "nuoc mam"})
    assert titles(ask("bột nghệ")) == ["Bột nghệ"]  # the words with their marks are right
    assert sync.find_differences().stale == (product.pk,)
    call_command("search_check", "--repair")
    assert EntryText.objects.values_list(column, flat=True).get(pk=product.pk) == right
    assert titles(ask("nuoc mam")) == []


def test_words_of_another_product_go_with_the_repair() -> None:
    tea, honey = on_shelf("Trà vằng"), on_shelf("Mật ong")
    other = EntryText.objects.filter(pk=honey.pk).values().get()
    EntryText.objects.filter(pk=tea.pk).update(
        **{name: said for name, said in other.items() if name != "entry_id"}
    )
    assert set(titles(ask("mật ong"))) == {"Trà vằng", "Mật ong"}
    assert titles(ask("trà vằng")) == []
    assert sync.find_differences().keys == (tea.pk,)
    call_command("search_check", "--repair")
    assert titles(ask("mật ong")) == ["Mật ong"]
    assert titles(ask("trà vằng")) == ["Trà vằng"]


def test_entry_without_its_words_counts_as_one_difference_and_is_found_again() -> None:
    product, whole = on_shelf("Trà vằng"), on_shelf("Mật ong")
    EntryText.objects.filter(pk=product.pk).delete()
    ProductEntry.objects.filter(pk=product.pk).update(price=1)
    assert titles(ask("trà vằng")) == []
    assert sync.find_differences().keys == (product.pk,)
    assert tasks.check_index() == 1
    assert titles(ask("trà vằng")) == ["Trà vằng"]
    assert ProductEntry.objects.get(pk=product.pk).price == 98_000
    assert EntryText.objects.filter(pk=whole.pk).exists()
