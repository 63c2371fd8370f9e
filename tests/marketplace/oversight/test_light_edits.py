"""What is never approved together with others, however small it looks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry, TaskState

from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.screening.models import Finding
from marketplace.listings.services import approve, save_revision
from marketplace.shop.catalogue.models import Product
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.listings import LABEL, listing_draft, officer, paper, submitted
from tests.factories.places import WardFactory
from tests.marketplace.listings.screening.test_screen import big_photo
from tests.marketplace.oversight.test_queue import QUEUE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows", "rules")]


def assert_looked_at_one_by_one(desk: Client, task_state: TaskState) -> None:
    """The queue offers no tick for it, and a tick that is sent all the same approves nothing."""
    product = Product.objects.values().get(parent=None)
    assert [row.line.approve_key for row in desk.get(QUEUE).context["queue"].rows] == [None]
    answer = desk.post(QUEUE + "nhieu/", {"task": [task_state.pk]}, follow=True)
    assert "không duyệt gộp được" in answer.content.decode()
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    assert Product.objects.values().get(parent=None) == product
    assert not ModelLogEntry.objects.filter(action="listings.decide").exists()


@pytest.mark.parametrize(
    "content",
    [
        {"label_group": "other"},
        {"ocop_issued_on": date(2026, 7, 1)},
        {"ocop_expires_on": date(2098, 1, 1)},
        {"ocop_decision_no": "2/QĐ-UBND"},
        {"ocop_set": 12},
        {"origin_ward": "another"},
        {"description": "Rang mộc từng mẻ nhỏ. Chữa mất ngủ."},
        {"label_data": {**LABEL, "warnings": "Không"}},
        {"title": "Cà phê số một Việt Nam"},
    ],
    ids=lambda content: next(iter(content)),
)
def test_edit_of_group_ocop_origin_claim_or_label_is_looked_at(desk: Client, content: dict[str, Any]) -> None:
    product = published_product(photos=[big_photo()], ocop_stars=4)
    save_revision(listing=product.listing, papers=[paper(PaperKind.OCOP)]).publish()
    if content.get("origin_ward") == "another":
        content = {"origin_ward": WardFactory.create()}
    save_revision(listing=product.listing, content=content)
    assert_looked_at_one_by_one(desk, submitted(Listing.objects.get()))


@pytest.mark.parametrize("change", ["another file", "another day", "another number", "one more", "one less"])
def test_edit_of_papers_is_looked_at(desk: Client, change: str) -> None:
    shown = paper(PaperKind.STANDARD, date(2098, 1, 1), "12/GP")
    product = published_product(photos=[big_photo()])
    save_revision(listing=product.listing, papers=[shown]).publish()
    papers = {
        "another file": [paper(PaperKind.STANDARD, date(2098, 1, 1), "12/GP")],
        "another day": [paper(PaperKind.STANDARD, date(2099, 1, 1), "12/GP")],
        "another number": [paper(PaperKind.STANDARD, date(2098, 1, 1), "13/GP")],
        "one more": [shown, paper(PaperKind.STANDARD, date(2098, 1, 1), "14/GP")],
        "one less": [],
    }[change]
    if change == "another file":
        papers = [replace(shown, digest="0" * 64)]
    save_revision(listing=product.listing, papers=papers)
    assert_looked_at_one_by_one(desk, submitted(Listing.objects.get()))


def test_light_edit_in_which_the_check_finds_something_is_looked_at(desk: Client) -> None:
    listing = listing_draft(photos=[big_photo()], description="Chữa mất ngủ.")
    approve(task_state=submitted(listing), user=officer("hai@example.vn"))
    save_revision(listing=listing, content={"category": CategoryFactory.create()})
    task_state = submitted(Listing.objects.get())
    assert Finding.objects.filter(check_run__revision=task_state.revision_id).count() == 1
    assert_looked_at_one_by_one(desk, task_state)
