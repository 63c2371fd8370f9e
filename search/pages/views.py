"""All goods, a category, and what somebody searched for. Shared pages: the same for everyone (law 9)."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.core.web.shared import shared_page
from marketplace.shop.catalogue.categories import present_address
from marketplace.shop.catalogue.models import Category
from marketplace.shop.catalogue.selectors import Aisle, menu_tree
from search.counting.slips import make_slip
from search.pages.beside import find_beside
from search.pages.lists import list_context
from search.pages.suggestions import popular, suggest
from search.types import Filters


@require_safe
@shared_page
def all_goods(request: HttpRequest) -> HttpResponse:
    """Show everything on sale."""
    context = list_context(request)
    return render(request, "search/list.html", {**context, "heading": _("Tất cả sản phẩm")})


@require_safe
@shared_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an aisle or a shelf of it."""
    menu = menu_tree(get_language() or "vi")
    found, ancestors = _find(menu, slug)
    if found is None:
        moved = present_address(slug)
        if moved is None:
            raise Http404
        return HttpResponsePermanentRedirect(_same_query(request, moved.get_absolute_url()))
    context = list_context(request, base=Filters(category=slug))
    context["category"] = _describe(found, ancestors, context)
    return render(request, "search/list.html", {**context, "heading": found.name})


@require_safe
@shared_page
def results(request: HttpRequest) -> HttpResponse:
    """Show what matches the words; without words, everything."""
    context = list_context(request, with_text=True)
    words = context["query"]
    heard = context["found"].heard
    context["heading"] = _("Kết quả cho «%(words)s»") % {"words": words} if words else _("Tìm trên sàn")
    context["beside"] = find_beside(heard) if heard and context["page"].number == 1 else ()
    context["popular"] = () if context["found"].cards else popular()
    context["slip"] = make_slip(context["question"], context["found"])
    return render(request, "search/list.html", context)


@require_safe
@shared_page
def suggestions(request: HttpRequest) -> JsonResponse:
    """Say what may be meant by the words so far, for the list under the search box."""
    groups = suggest(request.GET.get("q", ""))
    return JsonResponse(
        {"groups": [asdict(group) for group in groups]}, json_dumps_params={"ensure_ascii": False}
    )


def _same_query(request: HttpRequest, address: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _find(menu: tuple[Aisle, ...], slug: str) -> tuple[Aisle | None, list[Aisle]]:
    for aisle in menu:
        if aisle.slug == slug:
            return aisle, []
        for shelf in aisle.children:
            if shelf.slug == slug:
                return shelf, [aisle]
    return None, []


def _describe(found: Aisle, ancestors: list[Aisle], context: dict[str, Any]) -> dict[str, Any]:
    counts = {bucket.value: bucket.count for bucket in context["found"].counts.categories}
    children = [
        {"name": child.name, "url": child.url, "count": counts.get(child.slug, 0)}
        for child in found.children
        if counts.get(child.slug, 0)
    ]
    description = Category.objects.filter(pk=found.pk).values_list("description", flat=True).first()
    return {
        "slug": found.slug,
        "name": found.name,
        # The description is written in Vietnamese only; an English page goes without.
        "description": description if get_language() == "vi" else "",
        "children": children,
        "ancestors": ancestors,
    }
