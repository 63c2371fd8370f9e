"""Everything the floor knows of a person, as plain values to take along (the right to a copy)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.accounts.models import SecondFactor, User
from marketplace.accounts.selectors import consents_of
from marketplace.notifications.models import Message
from marketplace.stalls.dossiers.selectors import dossiers_of
from marketplace.stalls.models import StallMember
from marketplace.stalls.models.dossiers import FACTS, PRIVATE_FACTS, Dossier
from marketplace.storefront.account_selectors import addresses_of, placements_of
from marketplace.storefront.order_export import address_row, export_orders

BasketLine = get_model("basket", "Line")
Review = get_model("reviews", "ProductReview")
WishLine = get_model("wishlists", "Line")

Row = dict[str, Any]
_REVIEW_STATES = {
    Review.FOR_MODERATION: gettext_lazy("chờ duyệt"),
    Review.APPROVED: gettext_lazy("đã duyệt"),
    Review.REJECTED: gettext_lazy("không được duyệt"),
}


class TimesHere(DjangoJSONEncoder):
    """Writes each moment as the clock of the floor shows it, with how far that is from UTC."""

    def default(self, o: Any) -> Any:
        """Return what JSON has no form for, as text."""
        return super().default(timezone.localtime(o) if isinstance(o, datetime) else o)


def export_person(*, user: User) -> Row:
    """Return all data about ``user``, ready for JSON; the number of queries does not grow with it."""
    placements = list(placements_of(user=user))
    return {
        "floor": settings.OSCAR_SHOP_NAME,
        "made_at": timezone.now(),
        "profile": {
            "full_name": user.full_name,
            "email": user.email,
            "email_verified_at": user.email_verified_at,
            "phone": user.phone,
            "joined_at": user.date_joined,
            "last_login": user.last_login,
            "second_factor_since": SecondFactor.objects.filter(user=user)
            .values_list("confirmed_at", flat=True)
            .first(),
        },
        "addresses": [_address(address) for address in addresses_of(user=user)],
        "orders": export_orders(placements),
        "reviews": [
            {
                "product": review.product and review.product.get_title(),
                "score": review.score,
                "title": review.title,
                "body": review.body,
                "state_in_words": _REVIEW_STATES[review.status],
                "written_at": review.date_created,
            }
            for review in Review.objects.filter(user=user).select_related("product__parent").order_by("pk")
        ],
        "wish_list": list(
            WishLine.objects.filter(wishlist__owner=user).order_by("pk").values_list("title", flat=True)
        ),
        "basket": [
            {"product": line.product.get_title(), "quantity": line.quantity}
            for line in BasketLine.objects.filter(basket__owner=user, basket__status="Open")
            .select_related("product__parent")
            .order_by("pk")
        ],
        "consents": list(
            consents_of(user=user).values(
                "purpose", "document", "version", "given_at", "withdrawn_at", "way", "reference"
            )
        ),
        "stalls": [
            {
                "stall": member.stall.name,
                "role": member.role,
                "role_in_words": member.get_role_display(),
            }
            for member in StallMember.objects.filter(user=user).select_related("stall").order_by("pk")
        ],
        "stall_applications": [_dossier(dossier) for dossier in dossiers_of(keeper=user)],
        "messages": _messages(user, [placement.token for placement in placements]),
    }


def _address(address: Any) -> Row:
    return {**address_row(address), "is_default": address.is_default_for_shipping}


def _dossier(dossier: Dossier) -> Row:
    facts = {name: getattr(dossier, name) for name in (*FACTS, *PRIVATE_FACTS)}
    return {
        "number": dossier.number,
        "purpose": dossier.purpose,
        "state": dossier.state,
        "state_in_words": dossier.get_state_display(),
        "submitted_at": dossier.submitted_at,
        "decided_at": dossier.decided_at,
        "note": dossier.note,
        "facts": facts | {"ward": str(dossier.ward or "")},
        "papers": [
            {
                "name": document.rule.name,
                "file": document.original_name,
                "sent_at": document.uploaded_at,
                "expires_on": document.expires_on,
                "state": document.state,
                "state_in_words": document.get_state_display(),
            }
            for document in dossier.documents.all()
        ],
    }


def _messages(user: User, tokens: list[str]) -> list[Row]:
    """Return what was written to a proven address; to one that was only typed in, letters are a stranger's.

    A letter about an order holds the link that opens it to anybody: a copy that is passed on must not.
    """
    if user.email_verified_at is None:
        return []
    letters = (
        Message.objects.filter(recipient__iexact=user.email, is_secret=False)
        .order_by("pk")
        .values("kind", "subject", "body_text", "state", "created_at", "sent_at")
    )
    return [{**letter, "body_text": _without(tokens, letter["body_text"])} for letter in letters]


def _without(tokens: list[str], text: str) -> str:
    for token in tokens:
        text = text.replace(token, "…")
    return text
