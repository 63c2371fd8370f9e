"""The commands that measure: what they write of each question, and that a site has all it was given."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from marketplace.shop.catalogue.models import Product
from search.engines.database import DatabaseEngine
from search.indexing.check import find_differences
from search.indexing.sync import queue_products
from search.models import ProductEntry
from tests.search.helpers import on_shelf, some_products
from tools.servers import free_port

pytestmark = pytest.mark.django_db

Run = Callable[..., dict[str, Any]]
ROW = {
    "sku": "R-1", "title": "Mật ong rừng", "short_description": "", "stall": "Hộ Rừng", "commune": "xã Khe Sanh",
    "category_path": "Thực phẩm > Mật ong", "price": 95_000, "stock": 3, "created": "2026-05-30",
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Ask questions by the command and return what it wrote."""

    def asked(*questions: dict[str, Any], checks: tuple[str, ...] = ()) -> dict[str, Any]:
        given, out = tmp_path / "queries.json", tmp_path / "run.json"
        given.write_text(
            json.dumps(
                {"queries": list(questions), "suggestion_checks": [{"query": words} for words in checks]}
            )
        )
        call_command("search_run", "--queries", str(given), "--out", str(out), "--engine", "database")
        written: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return written

    return asked


def test_run_writes_skus_suggestion_error_and_milliseconds(run: Run) -> None:
    product = on_shelf("Nước mắm cá cơm")
    for title in ("Nước mắm ruốc", "Nước mắm cá nục", "Bột nghệ"):
        on_shelf(title)
    found = run({"id": "Q1", "query": "nướt mắm cá cơm"}, checks=("nướt mắm cá nục",))
    assert found["Q1"].keys() == {"hits", "suggestion", "error", "ms"}
    assert found["Q1"]["hits"] == [product.sku]
    assert (found["Q1"]["suggestion"], found["Q1"]["error"]) == ("nước mắm cá cơm", None)
    assert found["nướt mắm cá nục"]["suggestion"] == "nước mắm cá nục"
    assert all(0 < one["ms"] < 60_000 for one in found.values())


def test_run_honours_the_mode_of_each_question(run: Run) -> None:
    product = on_shelf("Nước mắm cá cơm")
    found = run(
        {"id": "typed", "query": "nuoc mam ca co", "mode": "autocomplete"},
        {"id": "asked", "query": "nuoc mam ca coz", "mode": "search"},
    )
    assert found["typed"]["hits"] == [product.sku]
    assert found["typed"]["suggestion"] is None  # who is still typing is not corrected
    assert found["asked"]["error"] is None


def test_question_of_an_unknown_mode_has_its_error_and_the_others_are_asked(run: Run) -> None:
    product = on_shelf("Tiêu Cùa")
    found = run(
        {"id": "bad", "query": "tiêu", "mode": "telepathy"},
        {"id": "good", "query": "tiêu"},
        {"id": "none", "mode": "search"},
    )
    assert (found["bad"]["hits"], found["bad"]["suggestion"]) == ([], None)
    assert found["bad"]["error"] == "ValueError: 'telepathy' is not a valid Mode"
    assert found["none"]["error"] == "KeyError: 'query'"
    assert (found["good"]["hits"], found["good"]["error"]) == ([product.sku], None)


def test_question_with_half_a_character_is_written_under_its_name(run: Run) -> None:
    found = run({"id": "\ud83d", "query": "tiêu \ud83d"}, {"id": 7, "query": "tiêu"}, checks=("\ud800 tieu",))
    assert [(name, one["hits"], one["error"]) for name, one in found.items()] == [
        ("\ud83d", [], None),
        ("7", [], None),
        ("\ud800 tieu", [], None),
    ]


def test_question_that_fails_has_its_error_and_the_others_are_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = on_shelf("Tiêu Cùa")
    whole = DatabaseEngine.search

    def search(self: DatabaseEngine, query: Any, plan: Any) -> Any:
        if query.text == "boom":
            raise RuntimeError("no such thing")
        return whole(self, query, plan)

    monkeypatch.setattr(DatabaseEngine, "search", search)
    found = run({"id": "1", "query": "boom"}, {"id": "2", "query": "tiêu"})
    assert found["1"]["error"] == "RuntimeError: no such thing"
    assert found["2"]["hits"] == [product.sku]


def test_engine_that_is_not_there_is_named(tmp_path: Path, settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = ""
    given, out = tmp_path / "queries.json", tmp_path / "run.json"
    given.write_text('{"queries": []}')
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL names no server"):
        call_command("search_run", "--queries", str(given), "--out", str(out), "--engine", "elasticsearch")
    assert not out.exists()


def test_load_fills_an_empty_site_once_and_indexes_what_waits_the_second_time(tmp_path: Path) -> None:
    file = some_products(tmp_path, 3)
    call_command("search_load", "--products", str(file))
    assert ProductEntry.objects.count() == 3
    ProductEntry.objects.all().delete()
    queue_products(Product.objects.values_list("pk", flat=True))
    call_command("search_load", "--products", str(file))
    assert Product.objects.count() == ProductEntry.objects.count() == 3
    assert find_differences().keys == ()


def test_load_that_cannot_fill_elasticsearch_says_so(tmp_path: Path, settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match="3 new goods on the shelf; some are not indexed"):
        call_command("search_load", "--products", str(some_products(tmp_path, 3)))
    assert ProductEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{broken", "Expecting property name"),
        ("{}", "a list of products is expected"),
        ("[1]", "product 1 is no object"),
        ('[{"sku": "A"}]', "product 1 has no title"),
        (json.dumps([{**ROW, "price": "abc"}]), "product 1 has no price of at least 1"),
        (json.dumps([{**ROW, "stock": -1}]), "product 1 has no stock of at least 0"),
        (json.dumps([{**ROW, "created": "hôm qua"}]), "product 1 was created on hôm qua, which is no day"),
        ("[" * 100_000, "recursion"),
        (
            json.dumps([{**ROW, "title": "Mật\0ong"}]),
            "product 1 has a letter in its title that no database keeps",
        ),
        (
            json.dumps([{**ROW, "stall": "Hộ \ud83d"}]),
            "product 1 has a letter in its stall that no database keeps",
        ),
        (json.dumps([{**ROW, "title": "ă" * 256}]), "product 1 has a title of more than 255 letters"),
        (json.dumps([{**ROW, "price": float("nan")}]), "product 1 has no price of at least 1"),
        (json.dumps([{**ROW, "price": 9.5}]), "product 1 has no price of at least 1"),
        (json.dumps([{**ROW, "price": 10**30}]), "product 1 has a price of more than 100000000000"),
        (json.dumps([{**ROW, "sold": "nhiều"}]), "product 1 has no sold of at least 0"),
        (json.dumps([{**ROW, "rating": 77}]), "product 1 has no rating of at most 5"),
        (json.dumps([{**ROW, "ocop_stars": 2}]), "product 1 has ocop_stars that are not 3, 4 or 5"),
        (
            json.dumps([{**ROW, "category_path": " > "}]),
            "product 1 stands in the category  > , which is none",
        ),
        (json.dumps([ROW, ROW]), "product 2 has the sku R-1 of another"),
        (json.dumps([{**ROW, "commune": "xã Không Có"}]), "no such commune in this province: xã Không Có"),
    ],
)
def test_load_of_a_broken_file_says_where_and_publishes_nothing(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "products.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("search_load", products=path)
    assert not Product.objects.exists()


def test_files_that_begin_with_a_mark_of_their_bytes_are_read(tmp_path: Path) -> None:
    products, queries, out = (tmp_path / name for name in ("products.json", "queries.json", "run.json"))
    products.write_text(json.dumps([{**ROW, "short_description": "Mật."}]), encoding="utf-8-sig")
    call_command("search_load", products=products)
    queries.write_text(json.dumps({"queries": [{"id": "1", "query": "mật ong"}]}), encoding="utf-8-sig")
    call_command("search_run", queries=queries, out=out, engine="database")
    assert json.loads(out.read_text(encoding="utf-8"))["1"]["hits"] == ["R-1"]


def test_load_of_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("search_load", products=tmp_path / "products.json")


@pytest.mark.parametrize("text", ["{broken", "[]", "{}", "[" * 100_000])
def test_run_of_a_broken_file_says_so_and_writes_nothing(tmp_path: Path, text: str) -> None:
    path, out = tmp_path / "queries.json", tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="holds no questions"):
        call_command("search_run", queries=path, out=out, engine="database")
    assert not out.exists()
