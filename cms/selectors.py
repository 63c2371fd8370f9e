"""Reads of news and plain pages, for the pages themselves and for rooms that show a few of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Prefetch, QuerySet
from wagtail.images import get_image_model

from cms.pictures import SPECS, build_news_picture
from marketplace.core.pictures import Picture


@dataclass(frozen=True, slots=True)
class NewsTeaser:
    """An article in a list."""

    title: str
    url: str
    date: date
    summary: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class PageLink:
    """A plain page in the footer."""

    title: str
    url: str


def live_news() -> QuerySet[Any]:
    """Return the articles on display, newest first, with pictures and their copies in two more queries."""
    images = get_image_model().objects.prefetch_renditions(*SPECS)
    articles = apps.get_model("cms", "NewsPage").objects.live()
    return articles.prefetch_related(Prefetch("picture", images)).order_by("-date", "-pk")  # type: ignore[no-any-return]  # Wagtail is untyped


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


def footer_pages() -> list[PageLink]:
    """Return the plain pages that every footer leads to, in the order of the tree."""
    pages = apps.get_model("cms", "PlainPage").objects.live().filter(in_footer=True).order_by("path")
    return [PageLink(page.title, page.get_url()) for page in pages]


def current_versions() -> dict[str, str]:
    """Return the version of each plain page on display, by slug."""
    pages = apps.get_model("cms", "PlainPage").objects.live().exclude(version="")
    return dict(pages.values_list("slug", "version"))


def floor_facts() -> Any:
    """Return who runs the floor; what was never edited says what the floor ships with."""
    facts_model = apps.get_model("cms", "FloorFacts")
    return facts_model.objects.first() or facts_model()


def regions() -> QuerySet[Any]:
    """Return the parts of the province in their order, with pictures."""
    images = get_image_model().objects.prefetch_renditions(*SPECS)
    rows = apps.get_model("cms", "Region").objects.prefetch_related(Prefetch("picture", images))
    return rows  # type: ignore[no-any-return]  # the model comes from the registry
