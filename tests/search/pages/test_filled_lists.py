"""Lists of goods that the test puts up itself: pages, stars that end, cost, and words that are marked."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.finding import find_news
from marketplace.core.caching.keeping import forget_all
from marketplace.shop.catalogue.models import Category
from marketplace.shop.catalogue.selectors import forget_menu
from search.knowledge.current import current_knowledge
from search.models import IndexState
from search.places import known_provinces
from search.selectors import ocop_cards
from search.tasks import index_waiting_products
from tests.factories.stalls import StallFactory
from tests.search.helpers import all_on_shelf, category, on_shelf
from tests.search.pages.reading import facet, names

pytestmark = pytest.mark.django_db

LISTS = (
    "/san-pham/",
    "/danh-muc/do-uong/",
    "/danh-muc/ca-phe/",
    "/tim-kiem/?q=ca+phe",
    "/san-pham/?sao=3&con-hang=1&sap-xep=moi",
)


@pytest.fixture
def coffee() -> Category:
    shelf = category("Cà phê", "ca-phe", category("Đồ uống", "do-uong"))
    category("Gia vị", "gia-vi")
    forget_menu()
    return shelf


def test_stars_leave_card_filter_home_and_words_the_day_after_the_certificate_ends(
    client: Client, coffee: Category
) -> None:
    last_day = timezone.localdate() + timedelta(days=3)
    on_shelf("Cà phê Arabica", category=coffee, ocop_stars=4, ocop_expires_on=last_day)
    on_shelf("Cà phê Robusta", category=coffee, ocop_stars=3, ocop_expires_on=last_day + timedelta(days=9))
    told = {}
    for days in (3, 4):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            index_waiting_products()
            every = client.get("/san-pham/")
            told[days] = (
                {card.title: card.ocop_stars for card in every.context["page"].cards},
                {value.value: value.count for value in facet(every, "ocop").values},
                names(client.get("/san-pham/?sao=3")),
                names(client.get("/tim-kiem/?q=ocop")),
                [card.title for card in ocop_cards(4)],
                every.content.decode().count('<span class="ocop">'),
            )
    both, second = {"Cà phê Arabica", "Cà phê Robusta"}, {"Cà phê Robusta"}
    assert told == {
        3: (
            {"Cà phê Arabica": 4, "Cà phê Robusta": 3},
            {"3": 2, "4": 1},
            both,
            both,
            ["Cà phê Arabica", "Cà phê Robusta"],
            2,
        ),
        4: ({"Cà phê Arabica": 0, "Cà phê Robusta": 3}, {"3": 1}, second, second, ["Cà phê Robusta"], 1),
    }


def test_pages_link_to_each_other_and_keep_the_question_and_the_first_alone_shows_a_stall_named_so(
    client: Client, coffee: Category
) -> None:
    stall = StallFactory.create(name="Hộ Cà phê Mây")
    for number in range(25):
        on_shelf(f"Cà phê {number}", stall=stall, category=coffee, price=1_000 * (number + 1))
    first = client.get("/san-pham/?sap-xep=gia-tang").context["page"]
    assert (first.number, first.pages, first.total, first.previous_url) == (1, 2, 25, "")
    assert first.next_url == "/san-pham/?sap-xep=gia-tang&trang=2"
    second = client.get(first.next_url)
    assert names(second) == {"Cà phê 24"}
    assert second.context["page"].previous_url == "/san-pham/?sap-xep=gia-tang"
    found = [client.get(f"/tim-kiem/?q=ca+phe{page}").context for page in ("", "&trang=2")]
    assert [len(one["page"].cards) for one in found] == [24, 1]
    beside = [[item.name for group in one["beside"] for item in group.items] for one in found]
    assert beside == [["Hộ Cà phê Mây"], []]


def test_lists_ask_few_questions_and_the_same_for_25_and_45_goods(
    client: Client, coffee: Category, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stall = StallFactory.create()
    asked: dict[tuple[str, bool], list[int]] = {
        (path, is_warm): [] for path in LISTS for is_warm in (False, True)
    }
    # Five are so few that goods with some of the words are asked for as well.
    for round_, count in enumerate((5, 20, 20)):
        named = [f"Cà phê {round_}-{number}" for number in range(count)]
        all_on_shelf(named, stall=stall, category=coffee, ocop_stars=4)
        for (path, is_warm), counts in asked.items():
            cache.clear()
            forget_all()
            # Read once per process and kept for a while: the officers' rules, provinces, what articles speak of.
            IndexState.objects.get_or_create(pk=1)
            current_knowledge()
            known_provinces()
            find_news("cà phê")
            if is_warm:
                client.get(path)
            with django_assert_max_num_queries(15, info=path) as queries:
                response = client.get(path)
            counts.append(len(queries))
            assert len(response.context["page"].cards) == min(24, 5 + 20 * round_), path
    assert {key: counts[1] for key, counts in asked.items()} == {
        key: counts[2] for key, counts in asked.items()
    }


def test_what_was_searched_for_is_marked_and_escaped_for_each_question_anew(
    client: Client, coffee: Category
) -> None:
    on_shelf("Cà phê A & B Arabica", category=coffee, description="Hạt & cà phê rang mộc")
    coffee_words = client.get("/tim-kiem/?q=ca+phe").content.decode()
    assert "<mark>Cà phê</mark> A &amp; B Arabica</a>" in coffee_words
    assert '<p class="product-snippet" lang="vi">Hạt &amp; <mark>cà phê</mark> rang mộc</p>' in coffee_words
    # The card is remembered by what it says: another question finds no marks of the one before.
    other = client.get("/tim-kiem/?q=arabica").content.decode()
    assert "Cà phê A &amp; B <mark>Arabica</mark></a>" in other
    assert "product-snippet" not in other
    plain = client.get("/san-pham/").content.decode()
    assert "Cà phê A &amp; B Arabica</a>" in plain
    assert "<mark>" not in plain
    assert "product-snippet" not in plain
