"""Articles as lists show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from wagtail.images import get_image_model

from cms.pictures import SPECS, build_news_picture
from marketplace.core.files.pictures import Picture


@dataclass(frozen=True, slots=True)
class NewsTeaser:
    """An article in a list."""

    title: str
    url: str
    date: date
    summary: str
    picture: Picture | None


def newest_first(articles: Any) -> QuerySet[Any]:
    """Return those of ``articles`` that are on display, newest first, with pictures in two more queries."""
    images = get_image_model().objects.prefetch_renditions(*SPECS)
    shown: QuerySet[Any] = articles.live().prefetch_related(Prefetch("picture", images))
    return shown.order_by("-date", "-pk")


def news_teasers(articles: Iterable[Any]) -> list[NewsTeaser]:
    """Return the articles as lists show them."""
    return [
        NewsTeaser(
            title=article.title,
            url=article.get_url(),
            date=article.date,
            summary=article.summary,
            picture=build_news_picture(article.picture) if article.picture else None,
        )
        for article in articles
    ]
