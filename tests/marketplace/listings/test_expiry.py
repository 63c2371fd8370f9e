"""Papers that end are told of once each, and only those of goods on the shelf."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.papers.expiry import ending_papers
from marketplace.listings.services import archive_listing
from tests.factories.catalogue import published_product
from tests.factories.listings import paper
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db


def test_papers_that_end_are_told_of_once_and_of_goods_on_the_shelf() -> None:
    stall, today = StallFactory.create(), timezone.localdate()
    days = {
        name: today + timedelta(days=number) for name, number in (("soon", 7), ("month", 30), ("later", 31))
    }
    stars: dict[str, Any] = {"ocop_stars": 3, "ocop_expires_on": days["soon"]}
    first = published_product(
        stall=stall,
        title="Rượu men lá",
        papers=[
            paper(PaperKind.OCOP, days["soon"]),  # the listing says this date itself
            paper(PaperKind.STANDARD, days["month"], number="7/TC"),
            paper(PaperKind.OTHER, days["later"]),
        ],
        **stars,
    )
    put_away = published_product(stall=stall, title="Trà dây", **stars)
    archive_listing(listing=put_away.listing)
    published_product(title="Của gian khác", **stars)
    told = [
        (one.listing_pk, one.key == "ocop", one.expires_on, one.days_left) for one in ending_papers(stall)
    ]
    listing = Listing.objects.get(product=first)
    assert told == [(listing.pk, True, days["soon"], 7), (listing.pk, False, days["month"], 30)]
