"""Somebody who has a form open and types nothing is still at it: whoever opens it then is warned."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.utils import timezone

from marketplace.listings.models import EditingDraft
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.services import save_revision
from marketplace.stalls.enums import MemberRole
from tests.factories.listings import listing_draft
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk, keeper_of, url, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("says_so", "is_warned"), [(True, True), (False, False)])
def test_form_that_is_open_and_still_warns_who_comes_later(
    client: Client, *, says_so: bool, is_warned: bool
) -> None:
    set_up_review(apps)
    stall = StallFactory.create()
    listing = listing_draft(stall=stall)
    first, second = at_desk(client, stall, full_name="Hồ Thị Hạnh"), Client()
    second.force_login(keeper_of(stall, MemberRole.MANAGER, full_name="Lê Văn Minh"))
    first.get(url("listing_edit", listing))
    opened = timezone.now()
    still = {"co-mat": "1", "ban-goc": str(listing.latest_revision_id)}
    with time_machine.travel(opened + timedelta(minutes=3), tick=False):
        if says_so:
            answer = first.post(url("listing_keep", listing), still).json()
            assert answer == {"words": "", "warning": ""}
        page = second.get(url("listing_edit", listing))
        assert ("Hạnh cũng đang mở mặt hàng này" in words(page)) is is_warned
        # The other way round it is told with the next sign of life.
        assert "Minh cũng đang mở" in first.post(url("listing_keep", listing), still).json()["warning"]
    # Nothing was typed, and nothing is kept that would come back as work in hand.
    kept = EditingDraft.objects.values_list("data", "saved_at")
    assert list(kept) == [({}, None)] * 2
    save_revision(listing=listing, content={"title": "Bản của Minh"})
    assert "vừa" in first.post(url("listing_keep", listing), still).json()["warning"]
