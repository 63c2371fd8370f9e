"""A small market to look at."""

import re
from typing import Any

from wagtail.models import Locale, Page, Site

from cms.models import NewsIndexPage, NewsPage, PlainPage
from marketplace.shop.catalogue.models import Category, Product
from search.indexing.sync import index_waiting
from tests.factories.catalogue import published_product
from tests.factories.stalls import StallFactory


def words(response: Any) -> str:
    """Return the page's text, blanks folded."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text).replace("\u00a0", " ")


def main_words(response: Any) -> str:
    """Return the text of the page's own part, without header and footer."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ")


def shelf(count: int, **content: Any) -> list[Product]:
    """Put ``count`` products of two stalls in one aisle with a shelf."""
    aisle = Category.objects.filter(slug="ca-phe").first()
    if aisle is None:
        Category.add_root(name="Cà phê", name_en="Coffee", slug="ca-phe")
        aisle = Category.objects.get(slug="ca-phe")
        aisle.add_child(name="Cà phê bột", name_en="Ground coffee", slug="ca-phe-bot")
    ground = Category.objects.get(slug="ca-phe-bot")
    stalls = [StallFactory.create(), StallFactory.create()]
    made = [
        published_product(stall=stalls[number % 2], category=ground, **content) for number in range(count)
    ]
    index_waiting()
    return made


def newspaper(articles: int = 1) -> None:
    """Plant the tree that the migrations plant, with articles and a plain page."""
    Locale.objects.get_or_create(language_code="vi")
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    root = top.get_children().first() or top.add_child(instance=Page(title="Sàn", slug="trang-chu"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": root}
    )
    Site.clear_site_root_paths_cache()
    index = root.add_child(instance=NewsIndexPage(title="Tin tức", slug="tin-tuc"))
    for number in range(articles):
        index.add_child(instance=NewsPage(title=f"Mùa cà phê {number}", slug=f"mua-ca-phe-{number}"))
    root.add_child(instance=PlainPage(title="Quy chế", slug="quy-che", version="2026-11"))
