"""What machines ask: whether the floor lives, whether it can serve, and where its pages are."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.selectors import footer_pages, live_news
from marketplace.core.web.shared import shared_page
from marketplace.shop.catalogue.models import Category
from marketplace.stalls.selectors import active_stalls
from search.models import IndexTask, ProductEntry

_PRIVATE = (
    "/quan-tri/",
    "/gio-hang/",
    "/thanh-toan/",
    "/don-hang/",
    "/tai-khoan/",
    "/tim-kiem/",
    "/manh/",
    "/hop-thu/",
)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say whether database and cache serve; 503 names the one that does not."""
    checks = {"database": _database(), "cache": _cache()}
    is_ready = all(state == "ok" for state in checks.values())
    return JsonResponse(checks, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        IndexTask.objects.exists()
    except DatabaseError:
        return "away or not migrated"
    return "ok"


def _cache() -> str:
    try:
        cache.set("readyz", "ok", 10)
        return "ok" if cache.get("readyz") == "ok" else "does not keep"
    except Exception:  # noqa: BLE001 - each cache backend has errors of its own; all mean the same here
        return "away"


@require_safe
@shared_page
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Tell robots what is private, and where the map is."""
    lines = ["User-agent: *"]
    for path in _PRIVATE:
        lines += [f"Disallow: {path}", f"Disallow: /en{path}"]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@shared_page
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Lead those who ask for the icon without having read a page to where it is."""
    return HttpResponseRedirect(static("favicon.ico"))


class _FloorSitemap(Sitemap[Any]):
    """Addresses on the public origin, whichever host the request named."""

    limit = 10_000

    def get_domain(self, site: object = None) -> str:  # noqa: ARG002 - Django's signature
        return settings.SITE_URL.partition("://")[2]

    def get_protocol(self, protocol: str | None = None) -> str:  # noqa: ARG002 - Django's signature
        return settings.SITE_URL.partition("://")[0]


class PageSitemap(_FloorSitemap):
    """Home, lists, aisles and plain pages."""

    def items(self) -> list[str]:
        fixed = [reverse(name) for name in ("storefront:home", "search:all", "storefront:stalls")]
        fixed.append(reverse("wagtail_serve", args=["tin-tuc/"]))
        aisles = [category.get_absolute_url() for category in Category.objects.filter(is_public=True)]
        return [*fixed, *aisles, *(page.url for page in footer_pages())]

    def location(self, item: str) -> str:
        return item


class ProductSitemap(_FloorSitemap):
    """Products on display."""

    def items(self) -> Any:
        return ProductEntry.objects.order_by("pk").values_list("slug", flat=True)

    def location(self, item: str) -> str:
        return reverse("catalogue:detail", kwargs={"product_slug": item})


class StallSitemap(_FloorSitemap):
    """Stalls that sell."""

    def items(self) -> Any:
        return active_stalls().order_by("pk")


class NewsSitemap(_FloorSitemap):
    """Articles."""

    def items(self) -> Any:
        return live_news()

    def location(self, item: Any) -> str:
        return str(item.get_url())

    def lastmod(self, item: Any) -> datetime | None:
        published: datetime | None = item.last_published_at
        return published


SITEMAPS = {"pages": PageSitemap, "products": ProductSitemap, "stalls": StallSitemap, "news": NewsSitemap}


@require_safe
@shared_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the maps. Django's own view would name the host of a row in the database."""
    maps = []
    for section, kind in SITEMAPS.items():
        address = f"{settings.SITE_URL}{reverse('sitemap-section', kwargs={'section': section})}"
        maps += [
            SitemapIndexItem(address if number == 1 else f"{address}?p={number}")
            for number in kind().paginator.page_range
        ]
    return render(request, "sitemap_index.xml", {"sitemaps": maps}, content_type="application/xml")


@require_safe
@shared_page
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """Show one map."""
    return sitemap(request, {**SITEMAPS}, section=section)
