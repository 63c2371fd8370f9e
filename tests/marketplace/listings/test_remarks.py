"""Remarks on a field: the officer's words beside it until the stall submits again."""

import pytest

from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing
from marketplace.listings.review.remarks import open_remarks, write_remarks
from marketplace.listings.services import request_changes, save_revision, submit_listing
from tests.factories.listings import officer, submitted

pytestmark = pytest.mark.django_db


def test_remarks_stand_open_until_the_stall_submits_again() -> None:
    task_state = submitted()
    someone = officer()
    write_remarks(
        task_state=task_state,
        remarks={"pictures": " Ảnh nhãn bị lóa. ", "title": "  ", "warnings": "Ghi rõ chất gây dị ứng."},
        author=someone,
    )
    request_changes(task_state=task_state, user=someone, comment="Chị xem lại hai chỗ.")
    listing = Listing.objects.get()
    assert [(row.field, row.text, row.author) for row in open_remarks(listing=listing)] == [
        ("pictures", "Ảnh nhãn bị lóa.", someone),
        ("warnings", "Ghi rõ chất gây dị ứng.", someone),
    ]
    save_revision(listing=listing, content={"description": "Viết lại."})
    assert open_remarks(listing=listing).count() == 2
    submit_listing(listing=listing)
    assert open_remarks(listing=listing).count() == 0
    assert listing.remarks.exclude(resolved_at=None).count() == 2


def test_remarks_of_a_submission_that_is_refused_stay_open() -> None:
    task_state = submitted()
    someone = officer()
    write_remarks(task_state=task_state, remarks={"title": "Tên chưa rõ."}, author=someone)
    request_changes(task_state=task_state, user=someone, comment="Sửa tên.")
    listing = Listing.objects.get()
    save_revision(listing=listing, content={"description": ""})
    with pytest.raises(ListingProblemError, match="chưa có lời mô tả"):
        submit_listing(listing=listing)
    assert open_remarks(listing=listing).count() == 1
