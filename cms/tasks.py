"""What an editor does not wait for: the copies of an article's picture."""

from celery import shared_task

from cms.bare_pictures import bare_kept_pictures
from cms.models import NewsPage
from cms.pictures import build_news_picture


@shared_task(name="cms.render_news_picture", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def render_news_picture(page_pk: int) -> None:
    """Make the copies of the article's picture, so that no reader's request has to."""
    page = NewsPage.objects.select_related("picture").filter(pk=page_pk).first()
    if page is not None and page.picture is not None:
        build_news_picture(page.picture)


@shared_task(name="cms.bare_kept_pictures")
def bare_pictures() -> None:
    """Let no picture that lies in public tell where it was taken, however it came in."""
    bare_kept_pictures()
