"""How much a stall may send at once, and that nobody else may send as much."""

import pytest
from django.test import Client

from tests.factories.listings import listing_draft
from tests.factories.stalls import StallFactory
from tests.marketplace.bodies import send_large
from tests.marketplace.desk.keeper import at_desk, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("size", "status"), [(20_000_000, 405), (41_000_000, 413)])
def test_editor_takes_several_pictures_at_once_and_no_more(client: Client, size: int, status: int) -> None:
    stall = StallFactory.create()
    listing = listing_draft(stall=stall)
    desk = at_desk(client, stall)
    desk.get(url("listing_edit", listing))
    answer, _left = send_large(desk, url("listing_withdraw", listing), size, "GET")
    assert answer.status_code == status
    assert ("Sàn nhận tối đa 40 MB mỗi lần gửi." in answer.content.decode()) is (status == 413)


def test_stranger_and_other_addresses_keep_the_small_limit(client: Client) -> None:
    listing = listing_draft()
    assert send_large(client, url("listing_edit", listing), 20_000_000)[0].status_code == 413
    desk = at_desk(client, StallFactory.create())
    assert send_large(desk, "/kenh-ban-hang/", 20_000_000)[0].status_code == 413
