"""The product page: what is on sale, from whom, and what buyers said. A shared page (law 9)."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.core.web.same_origin import same_origin_post
from marketplace.core.web.shared import shared_page
from marketplace.core.web.throttle import client_address
from marketplace.shop.basket.quantity import MAX_QUANTITY
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.viewing import count_view
from marketplace.storefront.product_facts import RELATED, read_facts, read_state, read_variants
from marketplace.storefront.structured import Seen
from search.selectors import stall_card, stall_goods_cards


@require_safe
@shared_page
def detail(request: HttpRequest, product_slug: str) -> HttpResponse:
    """Show a product; one that left the shelf says so and offers what else its stall sells (410)."""
    state = read_state(product_slug)
    if state is None:
        raise Http404
    if not state.is_on_sale:
        return _gone(request, state.pk)
    facts = read_facts(state)
    variants = read_variants(facts, is_away=state.away_until is not None)
    if not variants:
        return _gone(request, state.pk)
    selected = next(variant for variant in variants if variant.selected)
    context = {
        "seen": Seen(
            facts,
            tuple(variants),
            state.away_until,
            rating=state.rating,
            review_count=state.review_count,
            sold_count=state.sold_count,
        ),
        "product": facts,
        "pictures": facts.pictures,
        "variants": variants,
        "away_until": state.away_until,
        "selected": selected,
        "stall": facts.stall,
        "origin": facts.origin,
        "label_rows": facts.label_rows,
        "related": facts.related,
        "reviews": facts.reviews,
        "rating": state.rating or 0,
        "review_count": state.review_count,
        "sold_count": state.sold_count,
        "breadcrumbs": facts.breadcrumbs,
        "delivery_from": facts.delivery_from,
        "restriction": facts.restriction,
        "most_of_one": MAX_QUANTITY,
    }
    return render(request, "catalogue/detail.html", context)


@same_origin_post
@require_POST
@never_cache
def seen(request: HttpRequest, product_slug: str) -> HttpResponse:
    """Count that the page was shown; whether it was counted nobody learns."""
    count_view(slug=product_slug, address=client_address(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    product = Product.objects.select_related("stall__ward").get(pk=pk)
    stall = product.stall if product.stall is not None and product.stall.is_active else None
    context = {
        "product": product,
        "stall": stall_card(stall, 0) if stall else None,
        "cards": stall_goods_cards(stall.slug, RELATED) if stall else [],
    }
    return render(request, "catalogue/gone.html", context, status=410)
