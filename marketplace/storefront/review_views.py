"""Writing a review, and the officers' page that decides about those that wait."""

from typing import Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages as office_messages
from wagtail.admin.paginator import WagtailPaginator

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.office.pages import frame, office_only
from marketplace.core.web.private import private_page
from marketplace.shop.catalogue.models import Product
from marketplace.storefront.moderation import PERMISSION
from marketplace.storefront.review_forms import ModerationForm, ReviewForm
from marketplace.storefront.reviews import (
    ProductReview,
    has_received,
    has_written,
    moderate_review,
    waiting_reviews,
    write_review,
)

_PER_PAGE: Final = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def review(request: HttpRequest, product_slug: str) -> HttpResponse:
    """Take a review of a product that the person received."""
    products = Product.objects.exclude(structure=Product.CHILD)
    product = get_object_or_404(products.select_related("stall"), slug=product_slug, is_public=True)
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required lets nobody else in
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            write_review(user=user, product=product, **form.cleaned_data)
        except NotAllowedNowError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã nhận đánh giá. Bài hiện ra sau khi được xem."))
            return redirect(product.get_absolute_url())
    may_write = has_received(user=user, product=product) and not has_written(user=user, product=product)
    return render(
        request,
        "catalogue/review.html",
        {"form": form, "product": product, "may_write": may_write},
        status=422 if form.errors else 200,
    )


@require_GET
@office_only(PERMISSION)
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Show the reviews that wait, oldest first."""
    page = WagtailPaginator(waiting_reviews(), _PER_PAGE).get_page(request.GET.get("p"))
    context = frame(_("Đánh giá chờ xem"), "comment") | {
        "reviews": page.object_list,
        "page": page,
        "total": page.paginator.count,
    }
    return render(request, "reviews/office.html", context)


@require_POST
@office_only(PERMISSION)
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show or refuse one review, then return to those that wait."""
    form = ModerationForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    approve = form.cleaned_data["decision"] == "approve"
    try:
        decided = moderate_review(review_pk=pk, approve=approve, by=cast("User", request.user))
    except ProductReview.DoesNotExist as error:
        raise Http404 from error
    except NotAllowedNowError as error:
        office_messages.error(request, error.message)
    else:
        said = _("Đã cho hiện đánh giá «%(title)s».") if approve else _("Đã giữ lại đánh giá «%(title)s».")
        office_messages.success(request, said % {"title": decided.title})
    return redirect("reviews_office:waiting")
