"""What the check of the index finds and mends, whatever else is wrong meanwhile."""

import pytest
from django.core.management import call_command

from search.indexing import sync
from search.models import EntryText
from tests.search.helpers import ask, on_shelf, titles

pytestmark = pytest.mark.django_db


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
