"""A refusal and asked changes are two things wherever decisions are listed, for the stall and for the department."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, TaskState

from marketplace.core.errors import NotAllowedNowError
from marketplace.listings.enums import DecisionKind, ListingState
from marketplace.listings.models import Listing, ListingRemark, ReviewDecision
from marketplace.listings.review.decisions import read_decisions
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.selectors import with_state
from marketplace.listings.services import (
    archive_listing,
    restore_listing,
    save_revision,
    submit_listing,
    take_down,
    withdraw_listing,
)
from marketplace.oversight.log_lines import log_line
from marketplace.oversight.models import ReviewReason
from marketplace.oversight.old_decisions import name_old_decisions
from marketplace.oversight.services import decide_listing
from marketplace.oversight.setup import load_rows
from marketplace.stalls.models import Stall
from tests.factories.catalogue import published_product
from tests.factories.listings import officer, submitted
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall() -> Stall:
    set_up_review(apps)
    load_rows(apps)
    return StallFactory.create()


def decide(task: TaskState, decision: str, *codes: str, **said: Any) -> Listing:
    reasons = [ReviewReason.objects.get(code=code) for code in codes]
    user = officer(f"{decision}-{task.pk}@example.vn")
    return decide_listing(task_state=task, user=user, decision=decision, reasons=reasons, **said)


def again(listing: Listing, title: str) -> TaskState:
    save_revision(listing=listing, content={"title": title})
    return submit_listing(listing=Listing.objects.get(pk=listing.pk))


def thrice_decided(stall: Stall) -> Listing:
    """Sent back with reason and remark, refused with a reason and words, and approved."""
    change = ReviewReason.objects.filter(scope="changes").first()
    refusal = ReviewReason.objects.filter(scope="reject").first()
    assert change is not None
    assert refusal is not None
    first = submitted(stall=stall, title="Lần một")
    listing = decide(first, "changes", change.code, comment="Chụp lại.", remarks={"title": "Tên dài quá."})
    listing = decide(again(listing, "Lần hai"), "reject", refusal.code, comment="Không bán được.")
    return decide(again(listing, "Lần ba"), "approve", comment="Đã đủ.")


def desk_rows(listing: Listing) -> list[list[str]]:
    """Return decision and words of each row as the stall reads them."""
    client = at_desk(Client(), listing.stall)
    page = BeautifulSoup(client.get(url("listing", listing)).content.decode(), "html.parser")
    table = page.select_one("#da-duyet ~ table")
    assert table is not None
    return [
        [" ".join(part.get_text(" ").split()) for part in row.select("td strong, td:last-child")]
        for row in table.select("tbody tr")
    ]


def office_lines(html: str) -> list[str]:
    part = BeautifulSoup(html, "html.parser").select_one("[aria-labelledby=nhat-ky]")
    assert part is not None
    return [" ".join(line.get_text(" ").split()) for line in part.select("li")]


def test_desk_lists_a_refusal_and_asked_changes_under_their_own_names_with_every_word(stall: Stall) -> None:
    listing = thrice_decided(stall)
    change = ReviewReason.objects.filter(scope="changes")[0]
    refusal = ReviewReason.objects.filter(scope="reject")[0]
    rows = desk_rows(listing)
    assert [row[0] for row in rows] == ["Đã duyệt", "Từ chối", "Yêu cầu sửa"]
    assert [row[1] for row in rows] == [
        "Đã đủ.",
        f"{refusal.text} Không bán được.",
        f"{change.text} Chụp lại. Tên hàng: Tên dài quá.",
    ]


def test_officers_read_the_kind_the_code_the_words_and_the_remarks_in_both_histories(stall: Stall) -> None:
    listing = thrice_decided(stall)
    waiting = again(listing, "Lần bốn")
    change = ReviewReason.objects.filter(scope="changes")[0]
    refusal = ReviewReason.objects.filter(scope="reject")[0]
    client = Client()
    client.force_login(officer())
    for page in (
        reverse("oversight_office:decide", kwargs={"task_state_pk": waiting.pk}),
        reverse("listings_office:listing", kwargs={"pk": listing.pk}),
    ):
        lines = office_lines(client.get(page).content.decode())
        assert [re.split(" · ", line)[0] for line in lines] == ["Đã duyệt", "Từ chối", "Yêu cầu sửa"], page
        assert f"{refusal.text} ({refusal.code})" in lines[1]
        assert "“Không bán được.”" in lines[1]
        assert f"{change.text} ({change.code})" in lines[2]
        assert "“Chụp lại.”" in lines[2]
        assert "Tên hàng: “Tên dài quá.”" in lines[2]


def test_log_says_which_of_the_three_it_was(stall: Stall) -> None:
    listing = thrice_decided(stall)
    entries = ModelLogEntry.objects.filter(action="listings.decide", object_id=str(listing.pk)).order_by("pk")
    assert [log_line(entry).action for entry in entries] == [
        "Quyết định duyệt: Yêu cầu sửa",
        "Quyết định duyệt: Từ chối",
        "Quyết định duyệt: Đã duyệt",
    ]


def test_reason_reads_as_it_was_said_after_its_row_is_reworded(stall: Stall) -> None:
    reason = ReviewReason.objects.filter(scope="reject")[0]
    listing = decide(submitted(stall=stall), "reject", reason.code)
    said = reason.text
    ReviewReason.objects.filter(pk=reason.pk).update(text="Câu đã đổi.")
    (decision,) = read_decisions(listing)
    assert (decision.kind, decision.reasons, decision.words) == (
        DecisionKind.REJECT,
        ((reason.code, said),),
        "",
    )
    assert desk_rows(listing)[0] == ["Từ chối", said]


def test_what_the_stall_took_back_is_no_decision_of_an_officer(stall: Stall) -> None:
    task = submitted(stall=stall)
    listing = Listing.objects.get(stall=stall)
    withdraw_listing(listing=listing)
    assert desk_rows(listing)[0] == ["Gian hàng rút lại", ""]
    assert not ReviewDecision.objects.filter(task_state=task).exists()


def state_of(listing: Listing) -> str:
    return str(with_state(Listing.objects.filter(pk=listing.pk)).get().state)


def test_asked_changes_are_not_withdrawn_into_a_refusal(stall: Stall) -> None:
    listing = decide(submitted(stall=stall), "changes", comment="Chụp lại.")
    with pytest.raises(NotAllowedNowError):
        withdraw_listing(listing=listing)
    client = at_desk(Client(), stall)
    client.post(url("listing_withdraw", listing))
    assert state_of(listing) == ListingState.CHANGES_REQUESTED


def test_asked_changes_put_away_and_taken_out_again_are_a_draft_and_a_refusal_stays_one(stall: Stall) -> None:
    asked = decide(submitted(stall=stall), "changes", comment="Chụp lại.")
    refused = decide(submitted(stall=stall), "reject", comment="Hàng cấm.")
    for listing in (asked, refused):
        archive_listing(listing=listing)
        restore_listing(listing=Listing.objects.get(pk=listing.pk))
    assert (state_of(asked), state_of(refused)) == (ListingState.DRAFT, ListingState.REFUSED)


def test_refused_edit_of_goods_on_sale_shows_its_words_at_the_desk(stall: Stall) -> None:
    product = published_product(stall=stall)
    task = again(product.listing, "Bản sửa bị từ chối")
    listing = decide(task, "reject", comment="Tên này gây nhầm.")
    assert state_of(listing) == ListingState.ON_SALE
    assert desk_rows(listing)[0] == ["Từ chối", "Tên này gây nhầm."]

    def told() -> list[int]:
        """How often the words stand in the list, and above the listing itself."""
        desk = at_desk(Client(), stall)
        pages = (desk.get(reverse("desk:listings")), desk.get(url("listing", listing)))
        return [page.content.decode().count("“Tên này gây nhầm.”") for page in pages]

    assert told() == [1, 1]
    again(listing, "Bản sửa lại")
    assert told() == [0, 0]


def test_history_of_twenty_decisions_is_read_in_as_many_queries_as_of_one(stall: Stall) -> None:
    listing = decide(submitted(stall=stall), "changes", comment="Một.", remarks={"title": "Tên."})

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            read_decisions(listing)
        return len(asked)

    few = queries()
    for number in range(4):
        listing = decide(
            again(listing, f"Lần {number}"), "changes", comment="Nữa.", remarks={"title": "Tên."}
        )
    assert len(read_decisions(listing)) == 5
    assert queries() == few


def test_old_decisions_are_named_from_the_log_and_from_remarks_and_never_guessed(stall: Stall) -> None:
    listing = thrice_decided(stall)
    mute = decide(submitted(stall=stall, title="Không còn dấu"), "reject", comment="Không rõ.")
    remarked = decide(submitted(stall=stall, title="Có lời nhắn"), "changes", remarks={"title": "Tên."})
    again(remarked, "Có lời nhắn, gửi lại")
    again(mute, "Không còn dấu, gửi lại")
    ModelLogEntry.objects.filter(
        action="listings.decide", object_id__in=[str(mute.pk), str(remarked.pk)]
    ).delete()
    before = [(one.kind, one.words) for one in read_decisions(listing)]
    ReviewDecision.objects.all().delete()
    assert name_old_decisions(apps) == 4
    assert name_old_decisions(apps) == 0
    assert [one.kind for one in read_decisions(listing)] == [kind for kind, _words in before]
    refusal = ReviewReason.objects.filter(scope="reject")[0]
    assert read_decisions(listing)[1].reasons == ((refusal.code, refusal.text),)
    assert read_decisions(listing)[1].words == "Không bán được."
    assert [one.kind for one in read_decisions(remarked)] == [DecisionKind.CHANGES]
    assert [one.kind for one in read_decisions(mute)] == [None]
    assert [row[0] for row in desk_rows(mute)] == ["Chưa duyệt"]
    assert ListingRemark.objects.filter(listing=remarked).count() == 1


def test_goods_taken_down_after_a_refused_edit_say_that_they_were_taken_down_and_why(stall: Stall) -> None:
    product = published_product(stall=stall)
    listing = decide(again(product.listing, "Bản sửa"), "reject", comment="Tên này gây nhầm.")
    take_down(listing=listing, reason="Công văn 12.", user=officer())
    assert state_of(listing) == ListingState.TAKEN_DOWN
    page = " ".join(
        BeautifulSoup(at_desk(Client(), stall).get(url("listing", listing)).content, "html.parser")
        .get_text(" ")
        .split()
    )
    assert "“Công văn 12.”" in page
    assert "“Tên này gây nhầm.”" not in page


def test_review_that_a_take_down_stopped_is_not_laid_to_the_stall(stall: Stall) -> None:
    product = published_product(stall=stall)
    again(product.listing, "Bản đang chờ")
    take_down(listing=Listing.objects.get(pk=product.listing.pk), reason="Công văn 12.", user=officer())
    assert desk_rows(product.listing)[0] == ["Dừng duyệt", "Công văn 12."]
