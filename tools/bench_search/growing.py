"""Goods for measuring: the judged set through the bulk publisher, and its rows again and again by SQL.

The copies are as their pattern (category, stall, price, description) with a title, a code and a number of
sales of their own. The shelf's CHECK and trigger hold for them as for any row.
"""

import os
from typing import Any, Final

from django.db import connection, models, transaction

from tools.compile_messages import ROOT

JUDGED: Final = ROOT / "tests/search/judged"
_AT_ONCE: Final = 100
_KINDS: Final = 997

_COPIED: Final[dict[str, str]] = {
    "id": "{id} + n.k * {step}",
    "slug": "{slug} || '-' || n.k",
    "sku": "{sku} || '-' || n.k",
    "title": "{title} || ' lô ' || n.k",
    "sold_count": "{sold_count} + (n.k * 7919) %% " + str(_KINDS),
    "product_id": "{product_id} + n.k * {step}",
    "partner_sku": "{partner_sku} || '-' || n.k",
}


def grow(size: int) -> None:
    """Publish and copy until there are so many products on the shelf."""
    from marketplace.shop.catalogue.models import Product  # noqa: PLC0415 - Django has to be set up
    from search.loading import load_rows, read_rows  # noqa: PLC0415 - as above

    patterns = read_rows(JUDGED / "products.json")
    load_rows(patterns[:size])
    have = Product.objects.count()
    keys = list(
        Product.objects.filter(sku__in=[row["sku"] for row in patterns])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    while have < size:
        done, part = divmod(have, len(keys))
        rounds = min(_AT_ONCE, (size - have) // len(keys))
        if part:  # what the size before began
            _copy(keys[part:][: size - have], keys, done, done)
            have += min(len(keys) - part, size - have)
        elif rounds:
            _copy(keys, keys, done, done + rounds - 1)
            have += rounds * len(keys)
        else:
            _copy(keys[: size - have], keys, done, done)
            have = size


@transaction.atomic
def _copy(some: list[int], keys: list[int], first: int, last: int) -> None:
    """Copy ``some`` of the patterns ``keys``, once for each number from ``first`` to ``last``."""
    from marketplace.shop.catalogue.models import Product, ProductImage  # noqa: PLC0415 - as above
    from marketplace.shop.partner.models import StockRecord  # noqa: PLC0415 - as above

    step = keys[-1] + 1
    for model, owner in (
        (Product, "id"),
        (StockRecord, "product_id"),
        (ProductImage, "product_id"),
        (Product.categories.through, "product_id"),
    ):
        _copy_rows(model, owner, step, (some[0], some[-1], first, last))


def _copy_rows(model: type[models.Model], owner: str, step: int, bounds: tuple[int, int, int, int]) -> None:
    quoted = connection.ops.quote_name
    columns = [
        str(field.column) for field in model._meta.concrete_fields if owner == "id" or not field.primary_key
    ]
    names = {name: f"p.{quoted(name)}" for name in columns}
    values = (_COPIED.get(name, "{" + name + "}").format(step=step, **names) for name in columns)
    table = quoted(model._meta.db_table)
    first_key, last_key, first, last = bounds
    given: list[Any] = [first, last, first_key, last_key]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(quoted, columns))})"  # noqa: S608 - names of Django's own
            " WITH RECURSIVE n(k) AS (SELECT %s UNION ALL SELECT k + 1 FROM n WHERE k < %s)"
            f" SELECT {', '.join(values)} FROM {table} p CROSS JOIN n"
            f" WHERE p.{quoted(owner)} BETWEEN %s AND %s",
            given,
        )


def set_up() -> None:
    """Set Django up for the site that the environment names."""
    import django  # noqa: PLC0415 - only where it is needed

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
