"""A small shelf with its index beside it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection

from marketplace.places.models import Ward
from marketplace.shop.catalogue.models import Category, Product
from search.indexing.sync import index_waiting
from search.services import find_products
from search.types import Filters, SearchPage, SearchQuery, Sort
from tests.factories.catalogue import published_product


def on_shelf(title: str, **content: Any) -> Product:
    """Return a product that went through the door and was indexed."""
    product = published_product(title=title, **content)
    index_waiting()
    return product


def all_on_shelf(titles: Iterable[str], **content: Any) -> list[Product]:
    """Return goods that went through the door, of these titles, and were indexed together."""
    made = [published_product(title=title, **content) for title in titles]
    index_waiting()
    return made


def bare_products(keys: range) -> None:
    """Put up products that nobody sees, with nothing but their keys: what entries of the index point at."""
    first = Product(pk=keys[0], title="", slug=f"m-{keys[0]}", structure=Product.STANDALONE, is_public=False)
    first.save(force_insert=True)
    table = connection.ops.quote_name(Product._meta.db_table)
    same = [connection.ops.quote_name(field.column) for field in Product._meta.concrete_fields]
    own = [name for name in same if name not in {'"id"', '"slug"'}]
    # One statement: to make thousands of objects of a model with forty fields takes seconds.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, slug, {', '.join(own)}) "  # noqa: S608 - names of columns
            "WITH RECURSIVE more(key) AS "
            f"(SELECT {keys[0] + 1} UNION ALL SELECT key + 1 FROM more WHERE key < {keys[-1]}) "
            f"SELECT more.key, 'm-' || more.key, {', '.join(own)} FROM more, {table} WHERE id = {keys[0]}"
        )


def category(name: str, slug: str, parent: Category | None = None) -> Category:
    made = parent.add_child(name=name, slug=slug) if parent else Category.add_root(name=name, slug=slug)
    found: Category = Category.objects.get(pk=made.pk)
    return found


def ask(
    text: str = "", *, sort: Sort = Sort.RELEVANCE, page: int = 1, size: int = 24, **filters: Any
) -> SearchPage:
    return find_products(
        SearchQuery(text=text, filters=Filters(**filters), sort=sort, page=page, page_size=size)
    )


def titles(found: SearchPage) -> list[str]:
    return [card.title for card in found.cards]


def ward(code: str, name: str) -> Ward:
    from tests.factories.stalls import any_ward  # noqa: PLC0415 - the province comes with it

    made, _ = Ward.objects.get_or_create(
        code=code, defaults={"name": name, "short_name": name, "province": any_ward().province}
    )
    return made


def some_products(folder: Path, count: int) -> Path:
    """Return a file with the first products of the judged set."""
    file = folder / "products.json"
    judged = Path(__file__).parent / "judged" / "products.json"
    file.write_text(json.dumps(json.loads(judged.read_text(encoding="utf-8"))[:count]))
    return file
