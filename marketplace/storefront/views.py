"""Home, stalls, and the small private fragment that shared pages fetch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.news import news_teasers
from cms.pictures import build_news_picture
from cms.selectors import live_news, regions
from marketplace.core.caching.keeping import Kept
from marketplace.core.caching.kept_pages import current_mark
from marketplace.core.files.pictures import Picture
from marketplace.core.phone import format_phone
from marketplace.core.web.paging import page_links
from marketplace.core.web.private import private_page
from marketplace.core.web.shared import shared_page
from marketplace.fulfilment.figures import delivered_by_all
from marketplace.shop.basket.middleware import basket_of
from marketplace.shop.basket.selectors import count_lines
from marketplace.shop.catalogue.models import build_picture
from marketplace.stalls.enums import StallStatus
from marketplace.stalls.models import Stall
from marketplace.stalls.selectors import active_stalls, public_facts, public_stalls
from marketplace.storefront.context import current_floor
from marketplace.storefront.stall_facts import stall_facts
from search.pages.lists import list_context
from search.selectors import (
    counts_by_ward,
    judged_stall_card,
    newest_cards,
    newest_count,
    ocop_cards,
    pictured_stall_cards,
    shelf_totals,
    stall_cards,
)
from search.types import Filters

NEW_ON_HOME = 6
OCOP_ON_HOME = 4
STALLS_ON_HOME = 3
STALLS_LOOKED_AT = 12
NEWS_ON_HOME = 3
STALLS_PER_PAGE = 24
BANNER_SIZE = (1200, 675)
BANNER_WIDTHS = (480, 800, 1200)

_home_kept: Kept[dict[str, Any]] = Kept(2)


@dataclass(frozen=True, slots=True)
class RegionCard:
    """A part of the province on the home page."""

    title: str
    text: str
    url: str
    picture: Picture | None
    product_count: int
    stall_count: int


@dataclass(frozen=True, slots=True)
class FloorFigures:
    """How much the floor holds: counts of the shelf as it is, and of what was brought in the last months."""

    stalls: int
    goods: int
    certified: int
    delivered: int
    counted_at: datetime


@require_safe
@shared_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the front of the market."""
    language = getattr(request, "LANGUAGE_CODE", "vi")
    key = (language, current_mark())
    context = _home_kept.get(key, lambda: _home(language), seconds=settings.FLOOR_KEEP_SECONDS)
    return render(request, "storefront/home.html", context)


def _home(language: str) -> dict[str, Any]:
    new_cards = newest_cards(NEW_ON_HOME)
    return {
        "aisles": current_floor(language).categories,
        "new_cards": new_cards,
        "new_count": newest_count(),
        "ocop_cards": ocop_cards(OCOP_ON_HOME, without=[card.product_id for card in new_cards]),
        "regions": _regions(),
        "stalls": pictured_stall_cards(
            active_stalls().order_by("-verified_on", "slug")[:STALLS_LOOKED_AT], STALLS_ON_HOME
        ),
        "figures": _figures(),
        "news": news_teasers(live_news()[:NEWS_ON_HOME]),
    }


@require_safe
@shared_page
def stalls(request: HttpRequest) -> HttpResponse:
    """Show every stall that sells."""
    shown = Paginator(active_stalls().order_by("name"), STALLS_PER_PAGE).get_page(request.GET.get("trang"))
    links = page_links(
        shown.number,
        shown.paginator.num_pages,
        lambda number: request.path if number == 1 else f"{request.path}?trang={number}",
    )
    return render(request, "storefront/stall_list.html", {"stalls": stall_cards(shown), "page": links})


@require_safe
@shared_page
def stall(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who sells, what and why. A suspended stall says so and shows no goods."""
    found = get_object_or_404(public_stalls(), slug=slug)
    context = list_context(request, base=Filters(stalls=(slug,)), facets=False) if found.is_active else {}
    card = judged_stall_card(found)
    context.update(
        stall=card,
        facts=stall_facts(found, has_reviews=card.review_count > 0) if found.is_active else None,
        banner=_banner(found),
        stall_slug=found.slug,
        suspended=found.status == StallStatus.SUSPENDED,
        closed=found.is_closed,
        away=found.away_until is not None and found.away_until >= timezone.localdate() and found.is_active,
        days_off=found,
        public_facts=public_facts(found),
        contact={"phone": format_phone(found.phone), "tel": found.phone, "email": found.email},
        story=[paragraph.strip() for paragraph in found.story.split("\n\n") if paragraph.strip()],
    )
    return render(request, "storefront/stall_detail.html", context)


@require_safe
@private_page
def fragment(request: HttpRequest) -> HttpResponse:
    """Return what a shared page may not hold: the visitor's name and how many things the basket has."""
    user = request.user
    name = user.get_short_name() if user.is_authenticated else None
    return JsonResponse({"name": name, "basket_count": _basket_count(request)})


def _basket_count(request: HttpRequest) -> int:
    return count_lines(basket=basket_of(request))


def _figures() -> FloorFigures:
    stalls, goods, certified = shelf_totals()
    return FloorFigures(stalls, goods, certified, delivered_by_all(), timezone.localtime())


def _banner(found: Stall) -> Picture | None:
    return build_picture(found.banner, list(BANNER_WIDTHS), *BANNER_SIZE) if found.banner else None


def _regions() -> list[RegionCard]:
    counted = counts_by_ward()
    cards = []
    for region in regions():
        numbers = [counted.get(code, (0, 0)) for code in region.wards]
        address = urlencode([("xa", code) for code in region.wards])
        cards.append(
            RegionCard(
                title=region.title,
                text=region.text,
                url=f"{reverse('search:all')}?{address}",
                picture=build_news_picture(region.picture) if region.picture else None,
                product_count=sum(goods for goods, _ in numbers),
                stall_count=sum(stalls for _, stalls in numbers),
            )
        )
    return cards
