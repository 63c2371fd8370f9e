"""A stall whose goods are reviewed, a draft of it, and its keeper's browser."""

import pytest
from django.apps import apps
from django.test import Client

from marketplace.listings.models import Listing
from marketplace.listings.review.setup import set_up_review
from marketplace.stalls.models import Stall
from tests.factories.listings import listing_draft
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk


@pytest.fixture
def stall(db: None) -> Stall:
    set_up_review(apps)
    return StallFactory.create()


@pytest.fixture
def listing(stall: Stall) -> Listing:
    return listing_draft(stall=stall)


@pytest.fixture
def desk(client: Client, stall: Stall) -> Client:
    return at_desk(client, stall)
