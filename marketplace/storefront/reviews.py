"""Reviews: only by buyers of a delivered line, one each, shown after moderation.

A product's figures say what is shown: they are counted anew, with the product's row held, whenever
that changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Avg, Count, QuerySet
from django.utils.translation import gettext as _
from oscar.core.loading import get_model
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.selectors import family_of
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.storefront.moderation import PERMISSION

Line = get_model("order", "Line")
ProductReview = get_model("reviews", "ProductReview")


@dataclass(frozen=True, slots=True)
class Review:
    """What a buyer wrote, and of which goods."""

    name: str
    score: int
    title: str
    body: str
    date: datetime
    product_title: str
    product_url: str


def shown_reviews(rows: QuerySet[Any], *, count: int) -> tuple[Review, ...]:
    """Return the newest of the reviews in ``rows`` that passed moderation."""
    shown = rows.filter(status=ProductReview.APPROVED).select_related("user", "product")
    newest: Iterable[Any] = shown.order_by("-date_created", "-pk")[:count]
    return tuple(
        Review(
            _public_name(row.user),
            row.score,
            row.title,
            row.body,
            row.date_created,
            row.product.title,
            row.product.get_absolute_url(),
        )
        for row in newest
    )


def _public_name(user: Any) -> str:
    """Return the given name with an initial: enough to speak to, too little to find somebody."""
    names = user.full_name.split() if user is not None else []
    if not names:
        return _("Người mua")
    return names[-1] if len(names) == 1 else f"{names[0][0]}. {names[-1]}"


def has_received(*, user: User, product: Product) -> bool:
    """Return whether a line of ``product``, or of one of its variants, was delivered to ``user``."""
    lines = Line.objects.filter(product__in=family_of([product.pk]), order__user=user)
    return StallOrder.objects.filter(
        state=StallOrderState.DELIVERED, stall=product.stall_id, order__in=lines.values("order")
    ).exists()


def has_written(*, user: User, product: Product) -> bool:
    """Return whether ``user`` has written about ``product``, whatever became of it."""
    return bool(ProductReview.objects.filter(user=user, product=product).exists())


def waiting_reviews() -> QuerySet[Any]:
    """Return the reviews that wait for an officer, oldest first."""
    rows: QuerySet[Any] = ProductReview.objects.filter(status=ProductReview.FOR_MODERATION)
    return rows.select_related("product__stall", "user").order_by("date_created", "pk")


@transaction.atomic
def write_review(*, user: User, product: Product, score: int, title: str, body: str) -> Any:
    """Store a review that waits for moderation. Raises NotAllowedNowError with a sentence."""
    if not has_received(user=user, product=product):
        raise NotAllowedNowError(_("Chỉ người đã nhận món này mới viết đánh giá được."))
    # Two tabs at once: the second waits for the first, and then sees its review.
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    if has_written(user=user, product=product):
        raise NotAllowedNowError(_("Bạn đã viết đánh giá cho món này rồi."))
    return ProductReview.objects.create(
        user=user, product=product, score=score, title=title, body=body, status=ProductReview.FOR_MODERATION
    )


@transaction.atomic
def moderate_review(*, review_pk: int, approve: bool, by: User) -> Any:
    """Show or refuse a review that waits, and return it. The first answer stands: a second raises."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    review = ProductReview.objects.select_for_update(of=("self",)).get(pk=review_pk)
    if review.status != ProductReview.FOR_MODERATION:
        raise NotAllowedNowError(_("Đánh giá này đã có người xem rồi."))
    review.status = ProductReview.APPROVED if approve else ProductReview.REJECTED
    ProductReview.objects.filter(pk=review.pk).update(status=review.status)
    if approve:
        refresh_rating(product_id=review.product_id)
    data = {"before": {"state": "waiting"}, "after": {"state": "shown" if approve else "refused"}}
    title = f"{review.title} ({review.product.title})"
    log(instance=review, action="storefront.review_decided", user=by, title=title, data=data)
    return review


@transaction.atomic
def refresh_rating(*, product_id: int) -> None:
    """Count a product's shown reviews anew and tell the shelf."""
    Product.objects.select_for_update(no_key=True).get(pk=product_id)
    shown = ProductReview.objects.filter(product_id=product_id, status=ProductReview.APPROVED)
    figures = shown.aggregate(rating=Avg("score"), review_count=Count("pk"))
    Product.objects.filter(pk=product_id).update(**figures)
    shelf_changed.send(sender=Product, product_ids=[product_id])
