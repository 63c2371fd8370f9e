"""Where more goods answer than the recipe ranks, both engines still put first what has all the words."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from marketplace.shop.catalogue.models import Product
from search.engines.elastic import ElasticsearchEngine
from search.indexing.loading import load_rows
from search.models import ProductEntry
from search.plan import Tier
from search.services import find_products
from search.types import SearchPage, SearchQuery
from tests.search.elastic.conftest import Sync

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch, pytest.mark.both_servers]

JUDGED = Path(__file__).parents[1] / "judged" / "products.json"
QUESTION = "mật ong rừng sơn"
# More than any engine ranks.
PARTLY, WHOLLY = 300, 5


def row(number: int, title: str, description: str) -> dict[str, Any]:
    like: dict[str, Any] = json.loads(JUDGED.read_text(encoding="utf-8"))[0]
    told = {"sku": f"S-{number}", "title": title, "short_description": description}
    return {**like, **told, "ocop_stars": 0, "rating": None, "rating_count": 0, "sold": 2_000 - number}


@pytest.fixture(autouse=True)
def _shelf(engine: ElasticsearchEngine, sync: Sync) -> None:
    """Many goods whose name has some of the words, and few, hardly sold, with all of them in the description."""
    rows = [row(number, f"Mật ong rừng tràm {number}", "Thơm dịu.") for number in range(PARTLY)]
    rows += [row(PARTLY + number, f"Quà quê {number}", "Có mật ong rừng sơn.") for number in range(WHOLLY)]
    # Else the last word, which few had, would be most of the question.
    rows += [row(1_000 + number, f"Nón lá sơn {number}", "Đội mát.") for number in range(PARTLY)]
    load_rows(rows)
    sync()


def ask_both(settings: Settings, page: int) -> tuple[SearchPage, SearchPage]:
    theirs = find_products(SearchQuery(QUESTION, page=page))
    settings.SEARCH_ENGINE = "database"
    ours = find_products(SearchQuery(QUESTION, page=page))
    settings.SEARCH_ENGINE = "auto"
    assert (theirs.engine, ours.engine) == ("elasticsearch", "database")
    return theirs, ours


def test_goods_with_all_words_in_the_description_stand_before_many_with_some_in_the_name(
    settings: Settings,
) -> None:
    wholly = list(
        ProductEntry.objects.filter(title__startswith="Quà").order_by("pk").values_list("pk", flat=True)
    )
    for found in ask_both(settings, 1):
        assert [hit.product_id for hit in found.hits[:WHOLLY]] == wholly, found.engine
        assert {hit.tier for hit in found.hits[WHOLLY:]} == {Tier.RELAXED}
        assert (found.total, found.exact_total) == (PARTLY + WHOLLY, WHOLLY)


def test_goods_just_taken_down_are_missing_behind_what_is_ranked_too(settings: Settings) -> None:
    last = find_products(SearchQuery(QUESTION, page=13)).hits[0].product_id
    Product.objects.filter(pk=last).update(is_public=False)
    for found in ask_both(settings, 13):
        assert found.hits
        assert last not in {hit.product_id for hit in found.hits}, found.engine


def test_no_page_shows_twice_or_forgets(settings: Settings) -> None:
    seen: dict[str, list[int]] = {"elasticsearch": [], "database": []}
    for page in range(1, 14):
        for found in ask_both(settings, page):
            seen[found.engine] += [hit.product_id for hit in found.hits]
    every = set(ProductEntry.objects.exclude(title__startswith="Nón").values_list("pk", flat=True))
    for engine, keys in seen.items():
        assert len(keys) == len(set(keys)) == PARTLY + WHOLLY, engine
        assert set(keys) == every, engine
