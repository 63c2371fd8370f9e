"""What follows when an editor publishes, withdraws or changes what every page says."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.models import FloorFacts, NewsPage, Region
from cms.tasks import render_news_picture
from marketplace.core.caching.kept_pages import forget_pages
from marketplace.core.queueing import queue


@receiver(page_published, sender=NewsPage, dispatch_uid="cms.render_news_picture")
def render_picture_of_article(instance: Any, **_: Any) -> None:
    """Have the picture's copies made beside the editor's request."""
    queue(render_news_picture, instance.pk)


def words_changed(**_: Any) -> None:
    """Let no kept page show an article, a rule or a footer as it was before."""
    forget_pages()


for _published in (page_published, page_unpublished, post_page_move):
    _published.connect(words_changed, dispatch_uid="cms.forget_pages")
post_delete.connect(words_changed, sender=Page, dispatch_uid="cms.forget_pages.Page")
for _kind in (FloorFacts, Region):
    for _signal in (post_save, post_delete):
        _signal.connect(words_changed, sender=_kind, dispatch_uid=f"cms.forget_pages.{_kind.__name__}")
