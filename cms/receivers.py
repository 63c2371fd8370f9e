"""What follows when an editor publishes."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published

from cms.models import NewsPage
from cms.tasks import render_news_picture


@receiver(page_published, sender=NewsPage, dispatch_uid="cms.render_news_picture")
def render_picture_of_article(instance: Any, **_: Any) -> None:
    """Have the picture's copies made beside the editor's request; a broker that is away must not fail it."""

    def render() -> None:
        render_news_picture.delay(instance.pk)

    transaction.on_commit(render, robust=True)
