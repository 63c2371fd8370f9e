"""Reviews: only by buyers of a delivered line, one each, shown after moderation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.db.models import Avg, Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.forms import FloorForm
from marketplace.core.private import private_page
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.signals import shelf_changed

Line = get_model("order", "Line")
ProductReview = get_model("reviews", "ProductReview")


class ReviewForm(FloorForm):
    """A score, a title and a few sentences."""

    score = forms.TypedChoiceField(
        label=gettext_lazy("Bạn cho mấy sao"),
        coerce=int,
        choices=[(number, gettext_lazy("%d sao") % number) for number in (5, 4, 3, 2, 1)],
    )
    title = forms.CharField(label=gettext_lazy("Một câu tóm lại"), max_length=120)
    body = forms.CharField(
        label=gettext_lazy("Nhận xét của bạn"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )


def has_received(*, user: User, product: Product) -> bool:
    """Return whether a line of ``product``, or of one of its variants, was delivered to ``user``."""
    lines = Line.objects.filter(Q(product=product) | Q(product__parent=product), order__user=user)
    return StallOrder.objects.filter(
        state=StallOrderState.DELIVERED, stall=product.stall_id, order__in=lines.values("order")
    ).exists()


@transaction.atomic
def write_review(*, user: User, product: Product, score: int, title: str, body: str) -> Any:
    """Store a review that waits for moderation. Raises NotAllowedNowError with a sentence."""
    if not has_received(user=user, product=product):
        raise NotAllowedNowError(_("Chỉ người đã nhận món này mới viết đánh giá được."))
    if ProductReview.objects.filter(user=user, product=product).exists():
        raise NotAllowedNowError(_("Bạn đã viết đánh giá cho món này rồi."))
    return ProductReview.objects.create(
        user=user, product=product, score=score, title=title, body=body, status=ProductReview.FOR_MODERATION
    )


@transaction.atomic
def moderate_review(*, review: Any, approve: bool) -> None:
    """Show or refuse a review; the product's figures follow from what is shown."""
    ProductReview.objects.filter(pk=review.pk).update(
        status=ProductReview.APPROVED if approve else ProductReview.REJECTED
    )
    refresh_rating(product_id=review.product_id)


@transaction.atomic
def refresh_rating(*, product_id: int) -> None:
    """Count a product's shown reviews anew and tell the shelf."""
    shown = ProductReview.objects.filter(product_id=product_id, status=ProductReview.APPROVED)
    figures = shown.aggregate(rating=Avg("score"), review_count=Count("pk"))
    Product.objects.filter(pk=product_id).update(**figures)
    shelf_changed.send(sender=Product, product_ids=[product_id])


@login_required
@require_http_methods(["GET", "POST"])
@private_page
def review(request: HttpRequest, product_slug: str) -> HttpResponse:
    """Take a review of a product that the person received."""
    products = Product.objects.exclude(structure=Product.CHILD)
    product = get_object_or_404(products.select_related("stall"), slug=product_slug, is_public=True)
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required lets nobody else in
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_review(user=user, product=product, **form.cleaned_data)
        except NotAllowedNowError as error:
            form.add_error(None, error.message)
        except IntegrityError:  # two tabs: Oscar keeps one review per person and product
            form.add_error(None, _("Bạn đã viết đánh giá cho món này rồi."))
        else:
            messages.success(request, _("Đã nhận đánh giá. Bài hiện ra sau khi được xem."))
            return redirect(product.get_absolute_url())
    may_write = has_received(user=user, product=product)
    return render(
        request,
        "catalogue/review.html",
        {"form": form, "product": product, "may_write": may_write},
        status=400 if form.errors else 200,
    )
