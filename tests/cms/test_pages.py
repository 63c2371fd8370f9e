"""News and plain pages: what editors publish, as shared pages, and the versions people agree to."""

from datetime import date

import pytest
from django.test import Client
from wagtail.models import Page, Site

from cms.models import NewsIndexPage, NewsPage, PlainPage
from cms.selectors import footer_pages
from marketplace.core.documents import document_versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Page:
    """Return a site's root, as the migration leaves it."""
    from wagtail.models import Locale  # noqa: PLC0415 - Wagtail's registry

    Locale.objects.get_or_create(language_code="vi")
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    found = top.get_children().first() or top.add_child(instance=Page(title="Sàn", slug="trang-chu"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": found}
    )
    Site.clear_site_root_paths_cache()
    page: Page = Page.objects.get(pk=found.pk)
    return page


@pytest.fixture
def index(root: Page) -> NewsIndexPage:
    found = NewsIndexPage.objects.first()
    made: NewsIndexPage = found or root.add_child(instance=NewsIndexPage(title="Tin tức", slug="tin-tuc"))
    return made


def article(index: NewsIndexPage, number: int, *, live: bool = True) -> NewsPage:
    page: NewsPage = index.add_child(
        instance=NewsPage(
            title=f"Bài {number}",
            slug=f"bai-{number}",
            date=date(2026, 11, number),
            summary="Tóm tắt",
            body=[
                ("paragraph", "<p>Sương chưa tan.</p>"),
                ("quote", {"text": "Phải ngửi.", "attribution": "Bà Hương"}),
            ],
            live=live,
        )
    )
    return page


def test_index_lists_live_articles_newest_first(client: Client, index: NewsIndexPage) -> None:
    for number in (1, 3, 2):
        article(index, number)
    article(index, 4, live=False)
    page = client.get("/tin-tuc/").content.decode()
    places = [page.index(f"Bài {number}") for number in (3, 2, 1)]
    assert places == sorted(places)
    assert "Bài 4" not in page


def test_article_shows_its_blocks_and_no_trace_of_the_reader(client: Client, index: NewsIndexPage) -> None:
    article(index, 1)
    response = client.get("/tin-tuc/bai-1/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Sương chưa tan." in page
    assert "Bà Hương" in page
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_plain_page_gives_its_version_to_whoever_asks_for_agreement(client: Client, root: Page) -> None:
    for slug in ("quy-che", "bao-mat"):
        root.add_child(instance=PlainPage(title=slug, slug=slug, version="2026-11"))
    assert document_versions() == {"quy-che": "2026-11", "bao-mat": "2026-11"}
    assert [page.url for page in footer_pages()] == ["/quy-che/", "/bao-mat/"]
    assert "2026-11" in client.get("/quy-che/").content.decode()


def test_unknown_page_is_404(client: Client, index: NewsIndexPage) -> None:
    assert client.get("/tin-tuc/khong-co/").status_code == 404
    assert client.get("/khong-co/").status_code == 404
