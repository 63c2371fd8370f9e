"""Goods that are sold under conditions: a licence, a question about age, no cash, no promotion.

The shipped file says what was known at its date. A row of the same code takes its place from the day
that the department writes it, so every page, basket and checkout follows the row at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils import timezone

from marketplace.core.caching.standing import StandingRules
from marketplace.core.phrases import find_phrases
from marketplace.shop.catalogue.models import Product, RestrictionRule

_DATA: Final = Path(__file__).parent / "data" / "restrictions.yaml"
# What does not say how strong it is counts as strong.
_STRONG: Final = Decimal(100)
# The line of the label that says how strong a drink is.
STRENGTH: Final = "ethanol_percent"
_WORDS: Final = ("words", "masks")
_FIELDS: Final = ("licence", "age", "cashless", "no_promotion", "warning")


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """One rule, from the file or from a row."""

    code: str
    name: str
    group: str
    citation: str
    grade: str
    from_percent: Decimal | None = None
    below_percent: Decimal | None = None
    licence: str = ""
    age: int = 0
    cashless: bool = False
    no_promotion: bool = False
    warning: str = ""
    words: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()

    def is_named_in(self, title: str) -> bool:
        """Whether a name of goods has one of the rule's words, with its marks and outside every harmless phrase."""
        return any(hit.is_exact for hit in find_phrases(title, self.words, masks=self.masks))

    def holds_for(self, title: str, group: str, label_data: Mapping[str, Any] | None) -> bool:
        """Whether goods of this name and label fall under the rule: within its group the label alone says so."""
        if group == self.group:
            return self.covers(group, _percent((label_data or {}).get(STRENGTH)))
        return self.is_named_in(title)

    def covers(self, group: str, percent: Decimal) -> bool:
        """Whether goods of this group and strength fall under the rule."""
        return (
            group == self.group
            and (self.from_percent is None or percent >= self.from_percent)
            and (self.below_percent is None or percent < self.below_percent)
        )


@dataclass(frozen=True, slots=True)
class Restriction:
    """All rules that cover some goods, added up. One that covers nothing asks for nothing."""

    names: tuple[str, ...] = ()
    age: int = 0
    cashless: bool = False
    no_promotion: bool = False
    warnings: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names)


NONE: Final = Restriction()


def restriction_of(label_group: str, label_data: Mapping[str, Any] | None) -> Restriction:
    """Return the conditions for goods with this label."""
    rules = [rule for rule in _standing.get() if rule.group == label_group]
    if not rules:
        return NONE
    percent = _percent((label_data or {}).get(STRENGTH))
    return _add_up(rule for rule in rules if rule.covers(label_group, percent))


def restriction_named(title: str, label_group: str) -> Restriction:
    """Return the conditions of goods that the name speaks of, where the label group chosen is another one.

    Within the group itself the label says which rule covers the goods.
    """
    rules = [rule for rule in _standing.get() if rule.words and rule.group != label_group]
    return _add_up(rule for rule in rules if rule.is_named_in(title))


def licence_rules(title: str, label_group: str, label_data: Mapping[str, Any] | None) -> list[RuleFacts]:
    """Return the rules that ask goods of this name and label for a licence today, each for its own."""
    rules = [rule for rule in _standing.get() if rule.licence]
    return [rule for rule in rules if rule.holds_for(title, label_group, label_data)]


def licence_rule_names() -> dict[str, str]:
    """Return the names of the rules that ask for a licence today, by code."""
    return {rule.code: rule.name for rule in _standing.get() if rule.licence}


def coming_licences(*, within: int) -> list[tuple[date, RuleFacts]]:
    """Return the rules that ask for a licence and begin within so many days, with their first day."""
    today = timezone.localdate()
    rows = [
        row for row in read_rows() if row.licence and today < row.valid_from <= today + timedelta(days=within)
    ]
    return [(row.valid_from, facts_of(row)) for row in rows if row.rules_on(row.valid_from)]


def restriction_of_product(product: Product) -> Restriction:
    """Return the conditions for a product; a child leaves its label to its parent."""
    parent = product.parent if product.is_child else None
    return restriction_of(
        product.label_group or (parent.label_group if parent else ""),
        product.label_data or (parent.label_data if parent else None),
    )


def unpromotable(product_ids: Iterable[int]) -> set[int]:
    """Return which of these products the law lets nobody promote: one query."""
    labels = Product.objects.filter(pk__in=list(product_ids), label_group__in=restricted_groups())
    return {
        pk
        for pk, group, data in labels.values_list("pk", "label_group", "label_data")
        if restriction_of(group, data).no_promotion
    }


def restricted_groups() -> frozenset[str]:
    """Return the label groups of which something is sold under conditions."""
    return frozenset(rule.group for rule in _standing.get())


@cache
def shipped_rules() -> tuple[RuleFacts, ...]:
    """Return the rules of the file."""
    rows = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["rules"]
    return tuple(
        RuleFacts(
            code=row["code"],
            name=row["name"],
            group=row["group"],
            citation=row["citation"],
            grade=row["grade"],
            from_percent=Decimal(row["from"]) if "from" in row else None,
            below_percent=Decimal(row["below"]) if "below" in row else None,
            words=tuple(row.get("words", ())),
            masks=tuple(row.get("masks", ())),
            **{name: row[name] for name in _FIELDS if name in row},
        )
        for row in rows
    )


def load_restrictions(apps: Any) -> None:
    """Write a row for each rule of the file that has none. What the department wrote stays."""
    model = apps.get_model("catalogue", "RestrictionRule")
    # A migration hands over the table of its time, which may have no words yet.
    known = {field.name for field in model._meta.get_fields()}
    as_of = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["as_of"]
    for rule in shipped_rules():
        model.objects.get_or_create(
            code=rule.code,
            defaults={
                **{name: "\n".join(getattr(rule, name)) for name in _WORDS if name in known},
                "name": rule.name,
                "label_group": rule.group,
                "from_percent": rule.from_percent,
                "below_percent": rule.below_percent,
                "licence": rule.licence,
                "age": rule.age,
                "is_cashless": rule.cashless,
                "is_not_promoted": rule.no_promotion,
                "warning": rule.warning,
                "citation": rule.citation,
                "grade": rule.grade,
                "valid_from": as_of,
            },
        )


def load_words(apps: Any) -> None:
    """Give the rows of the file's rules its words, where the department wrote none."""
    rows = apps.get_model("catalogue", "RestrictionRule").objects
    for rule in shipped_rules():
        rows.filter(code=rule.code, words="", masks="").update(
            **{name: "\n".join(getattr(rule, name)) for name in _WORDS}
        )


def _read() -> tuple[RuleFacts, ...]:
    rows = read_rows()
    known = {row.code for row in rows}
    today = timezone.localdate()
    shipped = [rule for rule in shipped_rules() if rule.code not in known]
    return tuple(shipped + [facts_of(row) for row in rows if row.rules_on(today)])


def read_rows() -> list[RestrictionRule]:
    """Return the department's rows, whether they rule today or not."""
    return list(RestrictionRule.objects.all())


_standing: Final = StandingRules("restrictions", _read)


def forget_rules() -> None:
    """Ask anew: a row changed."""
    _standing.changed()


def facts_of(row: RestrictionRule) -> RuleFacts:
    """Return what a row says."""
    return RuleFacts(
        code=row.code,
        name=row.name,
        group=row.label_group,
        citation=row.citation,
        grade=row.grade,
        from_percent=row.from_percent,
        below_percent=row.below_percent,
        licence=row.licence,
        age=row.age,
        cashless=row.is_cashless,
        no_promotion=row.is_not_promoted,
        warning=row.warning,
        words=tuple(row.words.splitlines()),
        masks=tuple(row.masks.splitlines()),
    )


def _add_up(rules: Iterable[RuleFacts]) -> Restriction:
    found = list(rules)
    if not found:
        return NONE
    return Restriction(
        names=tuple(rule.name for rule in found),
        age=max(rule.age for rule in found),
        cashless=any(rule.cashless for rule in found),
        no_promotion=any(rule.no_promotion for rule in found),
        warnings=tuple(dict.fromkeys(rule.warning for rule in found if rule.warning)),
        citations=tuple(dict.fromkeys(rule.citation for rule in found)),
    )


def _percent(value: Any) -> Decimal:
    try:
        percent = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        return _STRONG
    return percent if percent.is_finite() else _STRONG
