"""What a stall's page says of it beside its goods: certificates, how it keeps its word, what buyers wrote."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.caching.keeping import Kept
from marketplace.core.caching.kept_pages import current_mark
from marketplace.fulfilment.models import StallFigures
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.dossiers.selectors import documents_in_force
from marketplace.stalls.models import Stall
from marketplace.storefront.reviews import ProductReview, Review, shown_reviews

REVIEWS_SHOWN: Final = 3
MOST_CERTIFICATES: Final = 8
MOST_KEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Certificate:
    """A paper that is good today: its name, its number where it has one, its last day where it has one."""

    name: str
    number: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class StallFacts:
    """What stands beside the goods of a stall."""

    certificates: tuple[Certificate, ...]
    figures: StallFigures | None
    reviews: tuple[Review, ...]


_kept: Kept[StallFacts] = Kept(MOST_KEPT)


def stall_facts(stall: Stall, *, has_reviews: bool) -> StallFacts:
    """Return the facts of a stall that sells, kept for ``FLOOR_KEEP_SECONDS``. Certificates end with their day."""
    key = (stall.pk, has_reviews, get_language(), timezone.localdate(), current_mark())
    return _kept.get(key, lambda: _build(stall, has_reviews), seconds=settings.FLOOR_KEEP_SECONDS)


def _build(stall: Stall, has_reviews: bool) -> StallFacts:  # noqa: FBT001 - private, and called once
    written = ProductReview.objects.filter(product__stall=stall, product__is_public=True)
    figures = StallFigures.objects.filter(stall=stall).first()
    return StallFacts(
        certificates=_certificates(stall),
        figures=figures if figures and figures.is_shown else None,
        reviews=shown_reviews(written, count=REVIEWS_SHOWN) if has_reviews else (),
    )


def _certificates(stall: Stall) -> tuple[Certificate, ...]:
    """Return the decisions on stars of what the stall sells, most stars first, then its papers with a term.

    A paper without a term says who somebody is, not what was certified: it stays with the department.
    """
    today = timezone.localdate()
    certified = Product.objects.filter(stall=stall, is_public=True, ocop_stars__gte=3)
    stars = (
        certified.filter(Q(ocop_expires_on=None) | Q(ocop_expires_on__gte=today))
        .order_by("-ocop_stars", "ocop_decision_no", "ocop_expires_on")
        .values_list("ocop_stars", "ocop_decision_no", "ocop_expires_on")
        .distinct()[:MOST_CERTIFICATES]
    )
    papers = documents_in_force(stall).filter(rule__asks_expiry=True, expires_on__gte=today)
    return (
        *(Certificate(_("OCOP %(stars)d sao") % {"stars": one}, number, last) for one, number, last in stars),
        *(Certificate(paper.rule.name, "", paper.expires_on) for paper in papers[:MOST_CERTIFICATES]),
    )
