"""Articles whose title or summary has the words asked for, with marks or without.

A province writes some hundred articles, so their words are read once in a while and compared here: no
text of a visitor's reaches a query language.
"""

from collections.abc import Sequence
from typing import Final

from cms.models import NewsPage
from cms.news import NewsTeaser, newest_first, news_teasers
from marketplace.core.caching.keeping import Kept
from search.text import fold, words

MOST_READ: Final = 500
MOST_FOUND: Final = 3
# A new article is found within a minute; one that was taken off display never shows.
KEEP_SECONDS: Final = 60

_kept: Kept[tuple[tuple[int, frozenset[str]], ...]] = Kept(1)


def find_news(text: str) -> Sequence[NewsTeaser]:
    """Return the newest articles that have every word, at most three."""
    wanted = set(words(fold(text)))
    if not wanted:
        return []
    known = _kept.get("all", _read, seconds=KEEP_SECONDS)
    keys = [key for key, have in known if wanted <= have][:MOST_FOUND]
    return news_teasers(newest_first(NewsPage.objects.filter(pk__in=keys))) if keys else []


def _read() -> tuple[tuple[int, frozenset[str]], ...]:
    articles = NewsPage.objects.live().order_by("-date", "-pk").values_list("pk", "title", "summary")
    return tuple(
        (key, frozenset(words(fold(f"{title} {summary}")))) for key, title, summary in articles[:MOST_READ]
    )
