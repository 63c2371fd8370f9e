"""The public page of ranking criteria, generated from the weights that rank now.

The law asks a floor to say by what it orders goods and how much each thing counts. Nothing here repeats a
number: what an officer changes stands on the page with the next reading of the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.core.web.shared import shared_page
from marketplace.shop.catalogue.restrictions import unpromotable
from search.knowledge.current import current_knowledge
from search.models import PinnedGoods
from search.models.rules import exact_key
from search.models.weights import BY_CODE, Text, percents
from search.pages.facets import build_sorts
from search.plan import HiddenWords, Weights
from search.types import Sort

_MOST_PINS: Final = 200
# In the order of the page; each of these is added to what the words themselves are worth.
_ADDED: Final = (
    "tier_exact",
    "price",
    "unit",
    "adjacency",
    "head",
    "out_of_stock",
    "sales",
    "ocop",
    "rating",
)
_FORMS: Final = ("synonym", "folded", "prefix", "corrected", "other_accent")
_PLACES: Final = ("keywords", "description")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that counts: at most how many points, and which share of all points (in per cent)."""

    label: Text
    sentence: Text
    points: int
    share: float = 0.0
    is_taken_off: bool = False


@require_safe
@shared_page
def ranking_criteria(request: HttpRequest) -> HttpResponse:
    """Say by what goods are ordered, and how much each thing counts."""
    rules = current_knowledge().rules
    context: dict[str, Any] = {
        "criteria": criteria(rules.weights),
        "places": [Criterion(_("Tên hàng"), "", 100), *_named(_PLACES, rules.weights)],
        "forms": [Criterion(_("Đúng như đã gõ"), "", 100), *_named(_FORMS, rules.weights)],
        "tiers": {name: percents(rules.weights)[name] for name in ("tier_exact", "tier_folded")},
        "sorts": [label for _value, label, _chosen in build_sorts(Sort.RELEVANCE)][1:],
        "pins": _pins(rules.hidden),
        "hidden_count": len(rules.hidden.phrases),
    }
    return render(request, "search/ranking.html", context)


def criteria(weights: Weights) -> list[Criterion]:
    """Return everything that counts with its share of all points; what counts for nothing is left out."""
    points = percents(weights)
    further = sum(points[place] for place in _PLACES)
    words = Criterion(
        _("Hàng có chữ bạn tìm"),
        _(
            "Mỗi chữ được tính theo chỗ nó đứng và cách nó được viết, như hai bảng dưới. Chữ càng hiếm trên sàn càng nặng."
        ),
        100 + round(points["also"] * further / 100),
    )
    found = [words, *(one for one in _named(_ADDED, weights) if one.points)]
    total = sum(one.points for one in found)
    return [replace(one, share=100 * one.points / total) for one in found]


def _named(codes: Sequence[str], weights: Weights) -> list[Criterion]:
    points = percents(weights)
    return [
        Criterion(
            BY_CODE[code].label,
            BY_CODE[code].sentence,
            points[code],
            is_taken_off=code == "out_of_stock",
        )
        for code in codes
    ]


def _pins(hidden: HiddenWords) -> list[dict[str, Any]]:
    """Return the searches for which goods are pinned, why, and how many; the goods say it of themselves.

    A pin that pins nothing is left out: of goods that left or may not be promoted, or for words that are hidden.
    """
    pins = list(
        PinnedGoods.objects.filter(product__is_public=True)
        .order_by("key", "position", "pk")
        .values_list("product_id", "phrase", "reason")[:_MOST_PINS]
    )
    closed = unpromotable(product_id for product_id, _phrase, _reason in pins) if pins else set()
    found: dict[str, dict[str, Any]] = {}
    for product_id, phrase, reason in pins:
        if product_id in closed or hidden.hides(phrase):
            continue
        row = found.setdefault(exact_key(phrase), {"phrase": phrase, "reasons": [], "count": 0})
        row["count"] += 1
        if reason not in row["reasons"]:
            row["reasons"].append(reason)
    return list(found.values())
