"""Reads of news and plain pages, for the pages themselves and for rooms that show a few of them."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from wagtail.images import get_image_model

from cms.models import FloorFacts, NewsPage, PlainPage, Region
from cms.news import newest_first
from cms.pictures import SPECS


@dataclass(frozen=True, slots=True)
class PageLink:
    """A plain page in the footer."""

    title: str
    url: str


def live_news() -> QuerySet[NewsPage]:
    """Return the articles on display, newest first, with pictures and their copies in two more queries."""
    return newest_first(NewsPage.objects.all())


def footer_pages() -> list[PageLink]:
    """Return the plain pages that every footer leads to, in the order of the tree."""
    pages = PlainPage.objects.live().filter(in_footer=True).order_by("path")
    return [PageLink(page.title, page.get_url()) for page in pages]


def current_versions() -> dict[str, str]:
    """Return the version of each plain page on display, by slug."""
    pages = PlainPage.objects.live().exclude(version="")
    return dict(pages.values_list("slug", "version"))


def floor_facts() -> FloorFacts:
    """Return who runs the floor; what was never edited says what the floor ships with."""
    return FloorFacts.objects.first() or FloorFacts()


def regions() -> QuerySet[Region]:
    """Return the parts of the province in their order, with pictures."""
    images = get_image_model().objects.prefetch_renditions(*SPECS)
    return Region.objects.prefetch_related(Prefetch("picture", images))
