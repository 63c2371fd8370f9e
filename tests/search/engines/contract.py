"""What every engine is held to. An engine's tests inherit this class and give it its ``engine``.

The shelf is made of real products; :meth:`EngineContract.shelve` publishes them, writes their
entries and gives the engine their documents.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marketplace.shop.catalogue.models import Product
from search.engines.base import Answer, Engine
from search.indexing.entries import build_all
from search.indexing.sync import index_products
from search.knowledge.current import current_knowledge
from search.models import ProductEntry
from search.plan import Mode, Pin, Pins, Plan, Tier, make_plan
from search.types import Filters, SearchQuery, Sort
from tests.factories.stalls import StallFactory
from tests.search.helpers import category, on_shelf, ward

HOSTILE = (
    "", " ", "*", "\"", "'", "' OR 1=1 --", "AND OR NOT NEAR", "NEAR(cà phê, 5)", "{{7*7}}", "${jndi:ldap://x}",
    '{"query":{"match_all":{}}}', "&|!(){}[]^\"~*?:\\/", "cà phê\"", "\x00", "🍯", "的咖啡", "кофе", "a" * 10_000,
    "á" * 300, "x " * 400, "\ud800", "title:cà", "-phê", "^phê", "phê:*", "a & b | c", "ǀ", "%", "_", "500g", "dưới 200k",
    "cà phê dưới 999.999.999.999.999.999.999", "trên 99.999.999.999.999.999.999 triệu", "½", "cà \U0001e922 phê", "ﷺ" * 99,
    "lạc ném bắp heo ngô đậu tiêu mắm gạo trà dầu bánh cá tôm mực bún",
)  # fmt: skip


class EngineContract:
    """The behaviour that a shopper meets, whichever engine answers."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError

    def refresh(self, engine: Engine) -> None:
        """Make what was indexed findable, where an engine takes its time."""

    @pytest.fixture
    def shelf(self, engine: Engine) -> dict[str, Product]:
        return self.put_up(engine)

    def put_up(self, engine: Engine) -> dict[str, Product]:
        """Return six goods of two stalls by short names, indexed."""
        drinks = category("Đồ uống", "do-uong")
        coffee, tea = category("Hàng rang", "ca-phe", drinks), category("Trà", "tra", drinks)
        spices = category("Gia vị", "gia-vi")
        hill = StallFactory.create(name="HTX Đồi Sương", slug="doi-suong")
        sea = StallFactory.create(name="Hộ Biển Xanh", slug="bien-xanh")
        hp, cl = ward("19441", "xã Hướng Phùng"), ward("19597", "xã Cam Lộ")
        made = {
            "arabica": on_shelf("Cà phê Arabica 250g", stall=hill, category=coffee, price=120_000, origin_ward=hp,
                                ocop_stars=4),
            "robusta": on_shelf("Cà phê Robusta 500g", stall=hill, category=coffee, price=80_000, origin_ward=cl),
            "bare": on_shelf("Ca phe bot", stall=sea, category=coffee, price=60_000, origin_ward=cl),
            "tea": on_shelf("Trà vằng túi lọc", stall=sea, category=tea, price=45_000, origin_ward=cl, ocop_stars=3),
            "nem": on_shelf("Ném khô", stall=sea, category=spices, price=70_000, origin_ward=cl, stock=0),
            "lac": on_shelf("Lạc nhân", stall=sea, category=spices, price=65_000, origin_ward=cl),
        }  # fmt: skip
        self.give(engine, made)
        return made

    def give(self, engine: Engine, made: dict[str, Product]) -> None:
        engine.index([one.document for one in build_all([product.pk for product in made.values()])])
        self.refresh(engine)

    def plan(self, text: str, *, mode: Mode = Mode.SEARCH, pinned: tuple[int, ...] = ()) -> Plan:
        known = current_knowledge()
        rules = replace(known.rules, pins=Pins((Pin(text, pinned),)) if pinned else Pins())
        made = make_plan(text, lexicon=known.lexicon, rules=rules, mode=mode)
        return replace(made, made_with=(*known.versions.as_numbers(), *pinned))

    def ask(
        self,
        engine: Engine,
        text: str = "",
        *,
        sort: Sort = Sort.RELEVANCE,
        page: int = 1,
        size: int = 24,
        **filters: Any,
    ) -> Answer:
        query = SearchQuery(text, Filters(**filters), sort=sort, page=page, page_size=size)
        return engine.search(query, self.plan(text) if text else Plan())

    def names(self, shelf: dict[str, Product], answer: Answer) -> list[str]:
        by_key = {product.pk: name for name, product in shelf.items()}
        return [by_key[found.product_id] for found in answer.found]

    def test_no_words_match_everything(self, engine: Engine, shelf: dict[str, Product]) -> None:
        answer = self.ask(engine)
        assert (answer.total, answer.exact_total) == (6, 6)
        assert set(self.names(shelf, answer)) == set(shelf)

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("cà phê", {"arabica", "robusta", "bare"}),
            ("ca phe", {"arabica", "robusta", "bare"}),
            ("caf phee", {"arabica", "robusta", "bare"}),
            ("caphe", {"arabica", "robusta", "bare"}),
            ("coffee", {"arabica", "robusta", "bare"}),
            ("robosta", {"robusta"}),
            ("đậu phộng", {"lac"}),
            ("hành tăm", {"nem"}),
            ("chè vằng", {"tea"}),
            ("doi suong", {"arabica", "robusta"}),
            ("không bán", set()),
            ("的咖啡", set()),
        ],
    )
    def test_words_find_goods_however_they_are_written(
        self, engine: Engine, shelf: dict[str, Product], text: str, names: set[str]
    ) -> None:
        answer = self.ask(engine, text)
        assert set(self.names(shelf, answer)) == names
        assert answer.total == len(names)

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("500g", {"robusta"}),
            ("nửa ký", {"robusta"}),
            ("7kg 0,5kg", {"robusta"}),
            # The factory's goods all weigh so much.
            ("250 gr", {"arabica", "robusta", "bare", "tea", "nem", "lac"}),
            ("50g", set()),
            ("500ml", set()),
        ],
    )
    def test_quantity_alone_finds_goods_of_it(
        self, engine: Engine, shelf: dict[str, Product], text: str, names: set[str]
    ) -> None:
        answer = self.ask(engine, text)
        assert set(self.names(shelf, answer)) == names
        assert (answer.total, answer.exact_total, answer.counts.total) == (len(names), len(names), len(names))
        assert {found.tier for found in answer.found} <= {Tier.EXACT}
        suggested = engine.suggest(self.plan(text, mode=Mode.AUTOCOMPLETE), limit=6)
        assert {one.product_id for one in suggested} == {shelf[name].pk for name in names}
        dear = self.ask(engine, text, sort=Sort.PRICE_DOWN, price_min=100_000)
        assert self.names(shelf, dear) == [name for name in ("arabica",) if name in names]

    def test_as_typed_stands_first_and_says_its_tier(self, engine: Engine, shelf: dict[str, Product]) -> None:
        answer = self.ask(engine, "cà phê")
        tiers = {self.names(shelf, answer)[at]: found.tier for at, found in enumerate(answer.found)}
        assert tiers == {"arabica": Tier.EXACT, "robusta": Tier.EXACT, "bare": Tier.FOLDED}
        assert self.names(shelf, answer)[-1] == "bare"
        scores = [found.score for found in answer.found]
        assert scores == sorted(scores, reverse=True)

    def test_some_of_the_words_come_after_and_are_counted_apart(
        self, engine: Engine, shelf: dict[str, Product]
    ) -> None:
        answer = self.ask(engine, "cà phê robusta")
        assert self.names(shelf, answer)[0] == "robusta"
        assert {found.tier for found in list(answer.found)[1:]} == {Tier.RELAXED}
        assert (answer.exact_total, answer.total) == (1, 3)

    def test_goods_of_one_millisecond_stand_in_the_order_of_their_keys(
        self, engine: Engine, shelf: dict[str, Product]
    ) -> None:
        noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
        for microseconds, name in ((900, "tea"), (100, "arabica"), (1_000, "lac")):
            shelf[name].published_at = noon + timedelta(microseconds=microseconds)
            shelf[name].save()
        chosen = [shelf[name].pk for name in ("arabica", "tea", "lac")]
        index_products(chosen)
        self.give(engine, {name: shelf[name] for name in ("arabica", "tea", "lac")})
        found = [one.product_id for one in self.ask(engine, sort=Sort.NEWEST).found]
        assert [key for key in found if key in chosen] == [chosen[2], chosen[0], chosen[1]]

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            ({"category": "do-uong"}, {"arabica", "robusta", "bare", "tea"}),
            ({"category": "ca-phe"}, {"arabica", "robusta", "bare"}),
            ({"category": "khong-co"}, set()),
            ({"price_min": 65_000, "price_max": 80_000}, {"robusta", "nem", "lac"}),
            ({"stalls": ("doi-suong",)}, {"arabica", "robusta"}),
            ({"communes": ("19441",)}, {"arabica"}),
            ({"ocop_min": 3}, {"arabica", "tea"}),
            ({"in_stock": True, "category": "gia-vi"}, {"lac"}),
            ({"rating_min": 4}, set()),
        ],
    )
    def test_filters_leave_what_is_so(
        self, engine: Engine, shelf: dict[str, Product], filters: dict[str, Any], names: set[str]
    ) -> None:
        answer = self.ask(engine, **filters)
        assert set(self.names(shelf, answer)) == names
        assert answer.total == len(names)

    def test_filters_and_words_together(self, engine: Engine, shelf: dict[str, Product]) -> None:
        assert self.names(shelf, self.ask(engine, "ca phe", price_max=70_000)) == ["bare"]

    @pytest.mark.parametrize(
        ("sort", "names"),
        [(Sort.PRICE_UP, ["bare", "robusta", "arabica"]), (Sort.PRICE_DOWN, ["arabica", "robusta", "bare"])],
    )
    def test_goods_that_match_stand_in_the_order_that_was_chosen(
        self, engine: Engine, shelf: dict[str, Product], sort: Sort, names: list[str]
    ) -> None:
        assert self.names(shelf, self.ask(engine, "ca phe", sort=sort)) == names

    def test_pages_cover_everything_once(self, engine: Engine, shelf: dict[str, Product]) -> None:
        pages = [self.ask(engine, "ca phe", page=number, size=2) for number in (1, 2, 3)]
        names = [name for page in pages for name in self.names(shelf, page)]
        assert sorted(names) == ["arabica", "bare", "robusta"]
        assert {page.total for page in pages} == {3}

    @pytest.mark.usefixtures("shelf")
    def test_each_facet_is_counted_without_its_own_filter(self, engine: Engine) -> None:
        counts = self.ask(engine, "ca phe", stalls=("doi-suong",), price_max=100_000).counts
        assert counts.total == 1
        assert {one.value: one.count for one in counts.stalls} == {"doi-suong": 1, "bien-xanh": 1}
        assert {one.value: one.count for one in counts.categories} == {"do-uong": 1, "ca-phe": 1}
        assert sum(bar.count for bar in counts.prices) == 2
        assert counts.price_range == (80_000, 120_000)
        assert counts.in_stock == 1

    @pytest.mark.usefixtures("shelf")
    def test_of_equally_many_goods_the_same_stalls_are_told(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("counts", "elastic.facets"):
            monkeypatch.setattr(f"search.engines.{module}.MOST_BUCKETS", 1)
        (told,) = self.ask(engine, "ca phe", price_max=100_000).counts.stalls
        assert (told.value, told.label, told.count) == ("bien-xanh", "Hộ Biển Xanh", 1)
        chosen = self.ask(engine, "ca phe", price_max=100_000, stalls=("doi-suong",)).counts.stalls
        assert [one.value for one in chosen] == ["doi-suong", "bien-xanh"]

    def test_pinned_stand_first_where_filters_let_them(
        self, engine: Engine, shelf: dict[str, Product]
    ) -> None:
        plan = self.plan("cà phê", pinned=(shelf["nem"].pk, shelf["bare"].pk))
        answer = engine.search(SearchQuery("cà phê"), plan)
        assert self.names(shelf, answer)[:2] == ["nem", "bare"]
        assert [found.tier for found in answer.found][:2] == [Tier.PINNED, Tier.PINNED]
        assert answer.total == 4
        dear = engine.search(SearchQuery("cà phê", Filters(price_min=75_000)), plan)
        assert set(self.names(shelf, dear)) == {"arabica", "robusta"}

    def test_suggestions_take_the_last_word_as_a_beginning(
        self, engine: Engine, shelf: dict[str, Product]
    ) -> None:
        found = engine.suggest(self.plan("ca ph", mode=Mode.AUTOCOMPLETE), limit=2)
        assert len(found) == 2
        assert {one.product_id for one in found} <= {
            shelf[name].pk for name in ("arabica", "robusta", "bare")
        }

    def test_suggestions_are_named_so_first_however_popular_what_has_the_words_elsewhere(
        self, engine: Engine, shelf: dict[str, Product], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = self.plan("lo", mode=Mode.AUTOCOMPLETE)
        elsewhere = [one.product_id for one in engine.suggest(plan, limit=6)][1:]
        assert shelf["robusta"].pk in elsewhere  # from xã Cam Lộ
        for place in ("database", "elastic.engine"):
            monkeypatch.setattr(f"search.engines.{place}.SUGGESTED", 1)
        assert [one.product_id for one in engine.suggest(plan, limit=1)] == [shelf["tea"].pk]
        assert len(engine.suggest(plan, limit=2)) == 2

    def test_indexing_again_changes_nothing(self, engine: Engine, shelf: dict[str, Product]) -> None:
        self.give(engine, shelf)
        assert engine.count() == 6
        assert self.ask(engine, "cà phê").total == 3

    def test_what_is_taken_out_is_gone_and_taking_out_twice_is_no_error(
        self, engine: Engine, shelf: dict[str, Product]
    ) -> None:
        for _ in range(2):
            engine.delete([shelf["arabica"].pk])
        self.refresh(engine)
        assert engine.count() == 5
        assert "arabica" not in self.names(shelf, engine.search(SearchQuery("ca phe"), self.plan("ca phe")))

    @pytest.mark.parametrize("text", ["ǀ", "ǀ ǀ", "ǀǀ", "\u200bǀ"])
    @pytest.mark.usefixtures("shelf")
    def test_mark_between_two_pieces_of_a_field_is_no_word(self, engine: Engine, text: str) -> None:
        for mode in Mode:
            assert self.plan(text, mode=mode).is_empty
        assert [found.tier for found in self.ask(engine, f"vằng {text} túi").found] == [Tier.EXACT]

    @pytest.mark.parametrize("text", HOSTILE)
    @pytest.mark.usefixtures("shelf")
    def test_anything_is_answered(self, engine: Engine, text: str) -> None:
        for mode in Mode:
            plan = self.plan(text, mode=mode)
            answer = engine.search(SearchQuery(plan.text, mode=mode), plan)
            assert answer.total >= len(answer.found)
        assert ProductEntry.objects.count() == 6
