"""What the counts of searches say: for officers, and for shoppers who look for the same.

What one person types may be somebody's name, however often. Only what several asked on one day is shown to anyone: a
question counts once a day for each address, while the counts of several days may all be one visitor's.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from search.models import ClickCount, QuestionCount
from search.text import fold, has_marks

# An officer sees what so many asked on one of the days of the report.
SHOWN_FROM: Final = 3
MOST_SHOWN: Final = 50
# A shopper is offered what was asked so often, on so many days, in the last month, and on one of them by so many.
POPULAR_FROM: Final = 5
POPULAR_PEOPLE: Final = SHOWN_FROM
POPULAR_DAYS: Final = 2
_POPULAR_SPAN: Final = 30
_MOST_POPULAR: Final = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the report."""

    text: str
    asked: int
    empty: int
    clicks: int


@dataclass(frozen=True, slots=True)
class Report:
    """The days from ``first`` to today: what was asked, what found nothing, which positions were chosen.

    ``kept_back`` counts the questions that too few asked to be shown.
    """

    first: date
    last: date
    asked: int
    empty: int
    clicks: int
    kept_back: int
    top: tuple[Question, ...]
    without: tuple[Question, ...]
    positions: tuple[tuple[int, int], ...]

    @property
    def empty_share(self) -> int:
        """Return in hundredths how many of the searches found nothing."""
        return round(100 * self.empty / self.asked) if self.asked else 0


def read_report(*, days: int) -> Report:
    """Return the report of the last ``days`` days: a fixed number of queries, however much was asked."""
    last = timezone.localdate()
    first = last - timedelta(days=days - 1)
    rows = QuestionCount.objects.filter(day__gte=first)
    clicked = ClickCount.objects.filter(day__gte=first)
    sums = rows.aggregate(asked=Coalesce(Sum("asked"), 0), empty=Coalesce(Sum("empty"), 0))
    top, without = _most_asked(rows), _most_asked(rows, in_vain=True)
    chosen = _clicks_of(clicked, {row["question"] for row in (*top, *without)})
    positions = tuple(clicked.values_list("position").annotate(total=Sum("clicks")).order_by("position"))
    seldom = rows.values("question").annotate(people=Max("asked")).filter(people__lt=SHOWN_FROM)
    return Report(
        first=first,
        last=last,
        asked=sums["asked"],
        empty=sums["empty"],
        clicks=sum(count for _position, count in positions),
        kept_back=seldom.count(),
        top=tuple(_question(row, chosen) for row in top),
        without=tuple(_question(row, chosen) for row in without),
        positions=positions,
    )


def popular_questions() -> list[str]:
    """Return what many look for and find, the most asked first; of several spellings the one with marks.

    What found nothing when it was asked last is not among them.
    """
    rows = QuestionCount.objects.filter(day__gt=timezone.localdate() - timedelta(days=_POPULAR_SPAN))
    asked = dict(
        rows.values_list("question")
        .annotate(total=Sum("asked"), days=Count("pk"), people=Max("asked"))
        .filter(total__gte=POPULAR_FROM, days__gte=POPULAR_DAYS, people__gte=POPULAR_PEOPLE)
        .order_by("-total", "question")
        .values_list("question", "total")[:_MOST_POPULAR]
    )
    found = dict(rows.filter(question__in=asked).order_by("day").values_list("question", "results"))
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for question in asked:
        if found[question]:
            alike[fold(question)].append(question)
    ranked = sorted(alike.values(), key=lambda same: -sum(asked[one] for one in same))
    return [next(filter(has_marks, same), same[0]) for same in ranked]


def _most_asked(rows: QuerySet[QuestionCount], *, in_vain: bool = False) -> list[dict[str, Any]]:
    found = rows.values("question").annotate(total=Sum("asked"), nothing=Sum("empty"), people=Max("asked"))
    found = found.filter(people__gte=SHOWN_FROM).order_by("-total", "question")
    if in_vain:
        found = found.filter(nothing__gt=0).order_by("-nothing", "question")
    return [dict(row) for row in found[:MOST_SHOWN]]


def _clicks_of(rows: QuerySet[ClickCount], questions: Collection[str]) -> dict[str, int]:
    chosen = rows.filter(question__in=questions).values_list("question").annotate(total=Sum("clicks"))
    return dict(chosen.order_by())


def _question(row: dict[str, Any], chosen: dict[str, int]) -> Question:
    text = row["question"]
    return Question(text, asked=row["total"], empty=row["nothing"], clicks=chosen.get(text, 0))
