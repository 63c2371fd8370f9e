"""Goods for measuring: the judged set through the bulk publisher, and its rows again and again by SQL.

The copies are as their pattern (category, price, description) with a title, a code and a number of sales of
their own. They stand at copies of its stall, some 35 goods at each as on a real floor: what is counted by stall
and commune has as many values as there. Not every stall delivers everywhere. The shelf's CHECK and trigger hold
for them as for any row.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db import connection, models, transaction

from tools.compile_messages import ROOT

JUDGED: Final = ROOT / "tests/search/judged"
# Copies of a stall's goods that stand at one stall: it has nine in the judged set.
ROUNDS_AT_A_STALL: Final = 4
_AT_ONCE: Final = 100
_KINDS: Final = 997

# What is not as in the pattern; k numbers the copies.
_STALL: Final[dict[str, str]] = {
    "id": "{id} + n.k * {stall_step}",
    "code": "{code} || '-' || n.k",
    "slug": "{slug} || '-' || n.k",
    "name": "{name} || ' ' || n.k",
    "partner_id": "{partner_id} + n.k * {stall_step}",
    "stall_id": "{stall_id} + n.k * {stall_step}",
}
_GOODS: Final[dict[str, str]] = {
    "id": "{id} + n.k * {step}",
    "slug": "{slug} || '-' || n.k",
    "sku": "{sku} || '-' || n.k",
    "title": "{title} || ' lô ' || n.k",
    "sold_count": "{sold_count} + (n.k * 7919) %% " + str(_KINDS),
    "stall_id": f"{{stall_id}} + n.k / {ROUNDS_AT_A_STALL} * {{stall_step}}",
    "partner_id": f"{{partner_id}} + n.k / {ROUNDS_AT_A_STALL} * {{stall_step}}",
    "product_id": "{product_id} + n.k * {step}",
    "partner_sku": "{partner_sku} || '-' || n.k",
}
# Every stall delivers in the province, three of four in the region, every second in all the country.
_DELIVERED: Final = (
    "(p.zone = 'province' OR (p.zone = 'region' AND (p.stall_id + n.k) %% 4 > 0)"
    " OR (p.zone = 'nation' AND (p.stall_id + n.k) %% 4 > 1))"
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is copied: the keys of the goods, and the largest of a stall or its partner."""

    goods: list[int]
    last_stall: int

    @property
    def steps(self) -> dict[str, int]:
        """Return how far a copy's key is from its pattern's."""
        return {"step": self.goods[-1] + 1, "stall_step": self.last_stall + 1}


def grow(size: int) -> None:
    """Publish and copy until there are so many products on the shelf."""
    from marketplace.shop.catalogue.models import Product  # noqa: PLC0415 - Django has to be set up
    from search.indexing.loading import load_rows, read_rows  # noqa: PLC0415 - as above

    rows = read_rows(JUDGED / "products.json")
    load_rows(rows[:size])
    have = Product.objects.count()
    originals = Product.objects.filter(sku__in=[row["sku"] for row in rows])
    keys = list(originals.order_by("pk").values_list("pk", flat=True))
    last = originals.aggregate(of_stalls=models.Max("stall"), of_partners=models.Max("stall__partner"))
    patterns = _Patterns(keys, max(last.values()))
    while have < size:
        done, part = divmod(have, len(keys))
        rounds = min(_AT_ONCE, (size - have) // len(keys))
        if part:  # what the size before began
            _copy(keys[part:][: size - have], patterns, done, done)
            have += min(len(keys) - part, size - have)
        elif rounds:
            _copy(keys, patterns, done, done + rounds - 1)
            have += rounds * len(keys)
        else:
            _copy(keys[: size - have], patterns, done, done)
            have = size


@transaction.atomic
def _copy(some: list[int], patterns: _Patterns, first: int, last: int) -> None:
    """Copy ``some`` of the goods, once for each number from ``first`` to ``last``."""
    from marketplace.shop.catalogue.models import Product, ProductImage  # noqa: PLC0415 - as above
    from marketplace.shop.partner.models import StockRecord  # noqa: PLC0415 - as above

    _copy_stalls(patterns, last // ROUNDS_AT_A_STALL)
    for model, owner in (
        (Product, "id"),
        (StockRecord, "product_id"),
        (ProductImage, "product_id"),
        (Product.categories.through, "product_id"),
    ):
        where = f"p.{owner} BETWEEN {some[0]} AND {some[-1]}"
        _copy_rows(model, _GOODS, patterns, where, (first, last))


def _copy_stalls(patterns: _Patterns, last: int) -> None:
    """Copy every stall up to the number ``last``, with its partner and what it asks for delivery."""
    from marketplace.stalls.models import ShippingRate, Stall  # noqa: PLC0415 - as above

    have = (Stall.objects.aggregate(last=models.Max("pk"))["last"] or 0) // patterns.steps["stall_step"]
    if last <= have:
        return
    for model, owner, condition in (
        (apps.get_model("partner", "Partner"), "id", ""),
        (Stall, "id", ""),
        (ShippingRate, "stall_id", f" AND {_DELIVERED}"),
    ):
        where = f"p.{owner} <= {patterns.last_stall}{condition}"
        _copy_rows(model, _STALL, patterns, where, (have + 1, last))


def _copy_rows(
    model: type[models.Model],
    changed: Mapping[str, str],
    patterns: _Patterns,
    where: str,
    numbers: tuple[int, int],
) -> None:
    """Copy the rows that ``where`` names, once for each of the ``numbers`` from first to last."""
    quoted = connection.ops.quote_name
    # A row that belongs to another has a key of the database's own choice.
    is_owner = model._meta.model_name in {"product", "stall", "partner"}
    columns = [
        str(field.column) for field in model._meta.concrete_fields if is_owner or not field.primary_key
    ]
    names = {name: f"p.{quoted(name)}" for name in columns}
    values = (changed.get(name, "{" + name + "}").format(**patterns.steps, **names) for name in columns)
    table = quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(quoted, columns))})"  # noqa: S608 - names of Django's own
            " WITH RECURSIVE n(k) AS (SELECT %s UNION ALL SELECT k + 1 FROM n WHERE k < %s)"
            f" SELECT {', '.join(values)} FROM {table} p CROSS JOIN n WHERE {where}",
            numbers,
        )


def set_up() -> None:
    """Set Django up for the site that the environment names."""
    import django  # noqa: PLC0415 - only where it is needed

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
