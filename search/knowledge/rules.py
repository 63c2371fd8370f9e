"""From the officers' rows to the rules that the planner takes, and what the rules would be with one row changed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.models.rules import lines_of
from search.models.weights import weights_of
from search.plan import HiddenWords, Pin, Pins, Rules, SynonymGroup, Synonyms

_SHIPPED: Final = Path(__file__).parent / "data" / "synonyms.json"

Row = SynonymSet | PinnedGoods | HiddenPhrase | RankingWeight
AnyRow = TypeVar("AnyRow", SynonymSet, PinnedGoods, HiddenPhrase, RankingWeight)


@dataclass(frozen=True, slots=True)
class RuleRows:
    """Every row, as it stands or as somebody proposes it."""

    rows: tuple[Row, ...] = ()

    def of(self, kind: type[AnyRow]) -> list[AnyRow]:
        """Return the rows of one kind."""
        return [row for row in self.rows if isinstance(row, kind)]

    def with_row(self, changed: Row) -> "RuleRows":
        """Return these with ``changed`` in place of what it was, or added."""
        if not any(_is_same(row, changed) for row in self.rows):
            return RuleRows((*self.rows, changed))
        return RuleRows(tuple(changed if _is_same(row, changed) else row for row in self.rows))

    def without(self, gone: Row) -> "RuleRows":
        """Return these less one."""
        return RuleRows(tuple(row for row in self.rows if not _is_same(row, gone)))


def _is_same(one: Row, other: Row) -> bool:
    # Django's equality: rows that were never saved equal nothing but themselves.
    return one == other


def read_rule_rows() -> RuleRows:
    """Return the rows as they stand: four queries. Until there is a synonym at all the shipped ones serve."""
    return RuleRows(
        (
            *(tuple(SynonymSet.objects.order_by("pk")) or shipped_synonyms()),
            *PinnedGoods.objects.order_by("position", "pk"),
            *HiddenPhrase.objects.order_by("pk"),
            *RankingWeight.objects.order_by("pk"),
        )
    )


def build_rules(rows: RuleRows) -> Rules:
    """Return the rules that these rows make."""
    pins = sorted(rows.of(PinnedGoods), key=lambda row: row.position)
    return Rules(
        synonyms=Synonyms(tuple(map(_group, rows.of(SynonymSet)))),
        weights=weights_of({row.code: row.percent for row in rows.of(RankingWeight)}),
        # A phrase that is written in several ways is one to the planner.
        pins=Pins(tuple(Pin(row.phrase, (row.product_id,)) for row in pins)),
        hidden=_hidden(rows.of(HiddenPhrase)),
    )


def hidden_words() -> HiddenWords:
    """Return the hidden words as the rows stand now: one query. Whoever answers shoppers asks ``search.knowledge``."""
    return _hidden(HiddenPhrase.objects.order_by("pk"))


def read_rules() -> Rules:
    """Return the rules as they stand. ``search.knowledge.current`` asks once per process and version."""
    return build_rules(read_rule_rows())


@lru_cache(maxsize=1)
def shipped_synonyms() -> tuple[SynonymSet, ...]:
    """Return the groups of ``search/knowledge/data/synonyms.json``, not saved."""
    groups = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        SynonymSet(
            names="\n".join(group["names"]), kind=_kind(group), unless="\n".join(group.get("unless", ()))
        )
        for group in groups
    )


def _kind(group: dict[str, Any]) -> SynonymSet.Kind:
    if len(group["names"]) == 1:
        return SynonymSet.Kind.KEPT
    return SynonymSet.Kind.ONE_WAY if group.get("one_way") else SynonymSet.Kind.EQUAL


def _hidden(rows: Iterable[HiddenPhrase]) -> HiddenWords:
    return HiddenWords(tuple(row.phrase for row in rows))


def _group(row: SynonymSet) -> SynonymGroup:
    return SynonymGroup(
        lines_of(row.names), one_way=row.kind == SynonymSet.Kind.ONE_WAY, unless=lines_of(row.unless)
    )
