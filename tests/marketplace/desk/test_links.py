"""No page of the desk offers what the person's role may not: every link and every form leads on."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Carrier
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.services import request_changes
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall, StallMember
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft, officer, submitted
from tests.factories.orders import make_order, make_product, make_stall, move_part, part_of
from tests.marketplace.desk.people import sign_in
from tests.marketplace.desk.strangers import SAMPLES
from tests.marketplace.desk.test_access import ALL

pytestmark = pytest.mark.django_db


def stall_with_everything() -> Stall:
    """A stall with an order in each state and a listing in several."""
    set_up_review(apps)
    Carrier.objects.create(name="Viettel Post")
    stall = make_stall()
    for state in StallOrderState.values:
        move_part(part_of(make_order((make_product(stall=stall), 1))), state)
    published_product(stall=stall, variants=2)
    published_product(stall=stall)
    listing_draft(stall=stall)
    submitted(stall=stall)
    request_changes(task_state=submitted(stall=stall), user=officer(), comment="Chụp lại ảnh.")
    return stall


def offered(page: str) -> set[str]:
    """Return the addresses below the desk and the dossier that the page leads or sends to."""
    soup = BeautifulSoup(page, "html.parser")
    for one in soup.select("body > footer"):
        one.extract()  # that of the whole floor, round a preview
    found = [str(one["href"]) for one in soup.select("a[href]")]
    found += [str(one["action"]) for one in soup.select("form[action]")]
    found += [str(one["formaction"]) for one in soup.select("[formaction]")]
    paths = {urlsplit(address).path for address in found}
    return {path for path in paths if path.startswith(("/kenh-ban-hang/", "/mo-gian-hang/"))}


@pytest.mark.parametrize("role", MemberRole.values)
def test_everything_that_is_offered_is_allowed(client: Client, role: str) -> None:
    stall = stall_with_everything()
    user = sign_in(client, stall, role)
    member = StallMember.objects.get(user=user)
    pages = {reverse(name) for name, pattern in ALL if not pattern.pattern.converters}
    pages |= {
        reverse(name, kwargs={key: SAMPLES[key](stall) for key in pattern.pattern.converters})
        for name, pattern in ALL
        if pattern.pattern.converters
    }
    pages |= {reverse("desk:order", kwargs={"part_number": part.number}) for part in stall.stall_orders.all()}
    pages |= {reverse("desk:listing", kwargs={"listing_pk": one.pk}) for one in stall.listings.all()}
    wrong, seen = set(), 0
    for page in sorted(pages):
        answer = client.get(page)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        for address in offered(answer.content.decode()):
            try:
                needed = getattr(resolve(address).func, "desk_capability", None)
            except Resolver404:
                wrong.add((page, address, "nothing there"))
                continue
            is_allowed = member.may(needed) if needed else member.role == MemberRole.OWNER
            if not is_allowed:
                wrong.add((page, address, str(needed)))
    assert sorted(wrong) == []
    assert seen >= 15
