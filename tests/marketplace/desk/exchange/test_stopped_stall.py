"""A stall that stopped between the confirmation of its import and the writing: drafts stay, nothing is submitted."""

import pytest
from django.apps import apps

from marketplace.desk.exchange.enums import Outcome
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.selectors import waiting_tasks
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.services import suspend_stall
from tests.factories.catalogue import CategoryFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, carry_out, coffee, only, pictures, send
from tests.marketplace.desk.keeper import keeper_of

pytestmark = pytest.mark.django_db


def test_import_of_a_stall_suspended_meanwhile_says_how_it_stopped_and_submits_nothing() -> None:
    set_up_review(apps)
    CategoryFactory.create(name="Cà phê")
    stall = StallFactory.create()
    keeper = keeper_of(stall)
    job = send(stall, keeper, as_csv([coffee(pictures="a.jpg")]), pictures=pictures("a.jpg"))
    suspend_stall(stall=stall, reason="Kiểm tra")
    job = carry_out(job, keeper, is_submitting=True)
    # A draft stays, as the editor lets the stall write one; at a stall that closed for good none does.
    words = "Gian hàng đang tạm dừng, chưa gửi duyệt được."
    assert (only(job).outcome, only(job).note) == (Outcome.SAVED, words)
    assert not waiting_tasks()
    assert not Product.objects.exists()
