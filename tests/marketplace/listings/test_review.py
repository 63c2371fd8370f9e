"""What a stall asks and the department answers (laws 1 and 2)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, TaskState, WorkflowState

from marketplace.core.errors import NotAllowedNowError
from marketplace.listings.enums import ListingState
from marketplace.listings.errors import ListingProblemError, StallInactiveError
from marketplace.listings.models import Listing
from marketplace.listings.selectors import past_decisions, waiting_tasks, with_state
from marketplace.listings.services import (
    approve,
    archive_listing,
    reject,
    request_changes,
    restore_listing,
    save_revision,
    submit_listing,
    take_down,
    withdraw_listing,
)
from marketplace.shop.catalogue.models import Category, Product
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.stalls.services import suspend_stall
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.listings import LABEL, listing_draft, officer, submitted
from tests.factories.people import UserFactory
from tests.marketplace.listings.shelf import assert_shelf_invariants

pytestmark = pytest.mark.django_db


def state_of(listing: Listing) -> str:
    return with_state(Listing.objects.filter(pk=listing.pk)).get().state  # type: ignore[no-any-return]  # annotated


def test_submitted_listing_waits_and_is_not_on_the_shelf() -> None:
    task_state = submitted()
    listing = Listing.objects.get()
    assert (task_state.status, task_state.revision) == (TaskState.STATUS_IN_PROGRESS, listing.latest_revision)
    assert list(waiting_tasks()) == [task_state]
    assert state_of(listing) == ListingState.WAITING
    assert list(Product.objects.all()) == []


def test_approved_listing_is_on_the_shelf_and_the_queue_is_empty() -> None:
    task_state = submitted(title="Cà phê Đồi Sương")
    user = officer()
    listing = approve(task_state=task_state, user=user, comment="Đủ nhãn.")
    task_state.refresh_from_db()
    assert (task_state.status, task_state.finished_by, task_state.comment) == ("approved", user, "Đủ nhãn.")
    assert listing.live is True
    assert listing.live_revision == task_state.revision
    assert Product.objects.get().title == "Cà phê Đồi Sương"
    assert state_of(listing) == ListingState.ON_SALE
    assert list(waiting_tasks()) == []
    assert assert_shelf_invariants() == 1


def test_newer_draft_saved_by_code_during_review_does_not_go_live() -> None:
    task_state = submitted(title="Bản một")
    draft = Listing.objects.get()
    draft.title = "Bản hai, không ai xem"
    draft.save_revision()
    listing = approve(task_state=task_state, user=officer())
    assert listing.title == "Bản một"
    assert Product.objects.get().title == "Bản một"
    assert listing.live_revision == task_state.revision
    assert listing.has_unpublished_changes is True
    assert listing.latest_revision.content["title"] == "Bản hai, không ai xem"
    assert list(WorkflowState.objects.active()) == []
    assert assert_shelf_invariants() == 1


def test_newer_draft_approved_by_wagtails_own_road_does_not_go_live_either() -> None:
    task_state = submitted(title="Bản một")
    draft = Listing.objects.get()
    draft.title = "Bản hai"
    draft.save_revision()
    task_state.task.specific.on_action(task_state, user=officer(), action_name="approve")
    assert Product.objects.get().title == "Bản một"


def test_waiting_listing_refuses_a_new_draft_until_it_is_withdrawn() -> None:
    submitted(title="Bản một")
    listing = Listing.objects.get()
    with pytest.raises(NotAllowedNowError, match="Rút lại"):
        save_revision(listing=listing, content={"title": "Bản hai"})
    with pytest.raises(NotAllowedNowError, match="đang chờ"):
        submit_listing(listing=listing)
    assert listing.revisions.count() == 1
    withdraw_listing(listing=listing)
    save_revision(listing=listing, content={"title": "Bản hai"})
    again = submit_listing(listing=listing)
    assert again.revision.content["title"] == "Bản hai"
    assert waiting_tasks().count() == 1


def test_withdrawn_task_cannot_be_approved() -> None:
    task_state = submitted()
    user = officer()
    withdraw_listing(listing=Listing.objects.get())
    with pytest.raises(NotAllowedNowError, match="đã có quyết định"):
        approve(task_state=task_state, user=user)
    assert list(Product.objects.all()) == []
    assert state_of(Listing.objects.get()) == ListingState.DRAFT


def test_second_decision_on_one_task_is_refused() -> None:
    task_state, user = submitted(), officer()
    approve(task_state=task_state, user=user)
    for move in (approve, reject, request_changes):
        with pytest.raises(NotAllowedNowError):
            move(task_state=task_state, user=user, comment="Lần hai")
    assert Listing.objects.get().live is True
    assert past_decisions(Listing.objects.get()).count() == 1


def test_changes_requested_comes_back_through_every_stage_again() -> None:
    task_state, user = submitted(title="Bản một"), officer()
    listing = request_changes(task_state=task_state, user=user, comment="Thiếu hạn dùng.")
    assert state_of(listing) == ListingState.CHANGES_REQUESTED
    assert list(Product.objects.all()) == []
    save_revision(listing=listing, content={"title": "Bản hai"})
    second = submit_listing(listing=listing)
    assert second.workflow_state_id != task_state.workflow_state_id
    assert second.workflow_state.task_states.count() == 2
    assert second.revision.content["title"] == "Bản hai"
    listing = approve(task_state=second, user=user)
    assert Product.objects.get().title == "Bản hai"
    assert [decision.comment for decision in past_decisions(listing)] == ["", "Thiếu hạn dùng."]


def test_refused_listing_ends_its_review_and_may_be_sent_anew() -> None:
    task_state, user = submitted(), officer()
    listing = reject(task_state=task_state, user=user, comment="Hàng không được phép bán.")
    assert state_of(listing) == ListingState.REFUSED
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    assert list(Product.objects.all()) == []
    save_revision(listing=listing, content={"title": "Hàng khác"})
    assert submit_listing(listing=listing).workflow_state_id != task_state.workflow_state_id


@pytest.mark.parametrize("move", [request_changes, reject])
def test_no_without_words_is_refused(move: object) -> None:
    task_state, user = submitted(), officer()
    with pytest.raises(NotAllowedNowError, match="lý do"):
        move(task_state=task_state, user=user, comment=" \x00 ")  # type: ignore[operator]  # one of two functions
    assert waiting_tasks().count() == 1


@pytest.mark.parametrize("move", [request_changes, reject])
def test_refused_edit_leaves_the_good_product_as_it_was(move: object) -> None:
    product = published_product(title="Bản tốt")
    save_revision(listing=product.listing, content={"title": "Thuốc tiên"})
    task_state = submitted(Listing.objects.get())
    assert state_of(product.listing) == ListingState.WAITING
    move(task_state=task_state, user=officer(), comment="Quá lời.")  # type: ignore[operator]  # one of two functions
    product.refresh_from_db()
    assert (product.title, product.is_public) == ("Bản tốt", True)
    assert Listing.objects.get().live is True
    assert assert_shelf_invariants() == 1


def test_approved_edit_replaces_what_was_on_display() -> None:
    product = published_product(title="Bản một")
    save_revision(listing=product.listing, content={"title": "Bản hai"})
    listing = approve(task_state=submitted(Listing.objects.get()), user=officer())
    product.refresh_from_db()
    assert (product.title, listing.product_id) == ("Bản hai", product.pk)
    assert product.approved_revision == listing.live_revision
    assert assert_shelf_invariants() == 1


def test_exception_on_the_shelf_undoes_the_approval() -> None:
    task_state, user = submitted(), officer()

    def fail(**_: object) -> None:
        raise RuntimeError("the index is broken")

    shelf_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            approve(task_state=task_state, user=user)
    finally:
        shelf_changed.disconnect(fail)
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert Listing.objects.get().live is False
    assert list(Product.objects.all()) == []


def test_label_that_lost_a_field_during_review_is_not_approved() -> None:
    task_state, user = submitted(), officer()
    task_state.revision.content["label_data"] = {**LABEL, "storage": ""}
    task_state.revision.save()
    with pytest.raises(ListingProblemError, match="bảo quản"):
        approve(task_state=task_state, user=user)
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    assert list(Product.objects.all()) == []


def test_incomplete_listing_is_not_submitted() -> None:
    officer()
    listing = listing_draft(label_data={**LABEL, "ingredients": ""}, photos=[])
    with pytest.raises(ListingProblemError) as caught:
        submit_listing(listing=listing)
    assert [problem.key for problem in caught.value.problems] == ["pictures", "ingredients"]
    assert caught.value.message == "Còn 2 chỗ cần sửa. Chỗ đầu tiên: Hàng cần ít nhất một tấm ảnh."
    assert list(waiting_tasks()) == []


def test_category_that_went_while_the_draft_named_it_is_told() -> None:
    officer()
    listing = listing_draft()
    other = CategoryFactory.create()
    save_revision(listing=listing, content={"category": other})
    Category.objects.get(pk=other.pk).delete()
    with pytest.raises(ListingProblemError, match="không còn"):
        submit_listing(listing=listing)


def test_unchanged_listing_on_sale_has_nothing_to_submit() -> None:
    officer()
    with pytest.raises(NotAllowedNowError, match="không có gì để duyệt"):
        submit_listing(listing=published_product().listing)


def test_suspended_stall_neither_submits_nor_is_approved() -> None:
    task_state, user = submitted(), officer()
    listing = Listing.objects.get()
    other = listing_draft(stall=listing.stall)
    suspend_stall(stall=listing.stall, reason="Kiểm tra")
    with pytest.raises(StallInactiveError):
        approve(task_state=task_state, user=user)
    with pytest.raises(StallInactiveError):
        submit_listing(listing=other)
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    assert list(Product.objects.all()) == []


def test_stranger_decides_nothing() -> None:
    task_state = submitted()
    for move in (approve, reject, request_changes):
        with pytest.raises(PermissionDenied):
            move(task_state=task_state, user=UserFactory.create(), comment="Tôi duyệt")
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    assert list(Product.objects.all()) == []


def test_officer_may_publish_and_not_change() -> None:
    user = officer()
    assert user.has_perm("listings.publish_listing")
    assert user.has_perm("wagtailadmin.access_admin")
    assert not any(user.has_perm(f"listings.{verb}_listing") for verb in ("add", "change", "delete"))
    assert not user.has_perm("partner.dashboard_access")
    assert user.is_staff is False


def test_take_down_is_logged_with_its_reason_and_ends_a_waiting_review() -> None:
    user = officer()
    product = published_product()
    save_revision(listing=product.listing, content={"title": "Bản hai"})
    submit_listing(listing=Listing.objects.get())
    listing = take_down(listing=product.listing, reason="Ảnh không đúng hàng", user=user)
    entry = ModelLogEntry.objects.get(action="listings.take_down")
    on, off = {"on_display": True}, {"on_display": False}
    assert (entry.user, entry.data) == (user, {"comment": "Ảnh không đúng hàng", "before": on, "after": off})
    assert state_of(listing) == ListingState.TAKEN_DOWN
    assert list(waiting_tasks()) == []


def test_archived_listing_can_be_taken_out_and_has_to_be_approved_again() -> None:
    user = officer()
    product = published_product()
    listing = archive_listing(listing=product.listing)
    assert state_of(listing) == ListingState.ARCHIVED
    with pytest.raises(NotAllowedNowError):
        submit_listing(listing=listing)
    with pytest.raises(NotAllowedNowError):
        save_revision(listing=listing, content={"title": "Mới"})
    listing = restore_listing(listing=listing)
    assert list(Product.objects.filter(is_public=True)) == []
    listing = approve(task_state=submit_listing(listing=listing), user=user)
    assert listing.product == product
    assert assert_shelf_invariants() == 1


@pytest.mark.parametrize("on_display", [True, False])
def test_log_says_who_put_a_listing_away_and_took_it_out(on_display: bool) -> None:  # noqa: FBT001 - a parameter of the test
    listing = published_product().listing if on_display else listing_draft()
    owner = UserFactory.create()
    archive_listing(listing=listing, user=owner)
    restore_listing(listing=listing, user=owner)

    entries = ModelLogEntry.objects.filter(action__in=["listings.archive", "listings.restore"])
    assert list(entries.order_by("pk").values_list("action", "user", "object_id", "data")) == [
        (
            "listings.archive",
            owner.pk,
            str(listing.pk),
            {
                "before": {"on_display": on_display, "archived": False},
                "after": {"on_display": False, "archived": True},
            },
        ),
        (
            "listings.restore",
            owner.pk,
            str(listing.pk),
            {"before": {"archived": True}, "after": {"archived": False}},
        ),
    ]
    assert not ModelLogEntry.objects.filter(action="wagtail.unpublish").exists()


def test_revision_cannot_carry_a_price_or_another_stall() -> None:
    listing = listing_draft()
    for field in ("price", "stall", "sku", "product", "live"):
        with pytest.raises(TypeError, match="not part of a revision"):
            save_revision(listing=listing, content={field: 1})
    assert listing.revisions.count() == 1


def test_old_revision_brings_back_neither_product_nor_archive_date() -> None:
    listing = listing_draft()
    first = listing.latest_revision
    first.publish()
    product = Product.objects.get()
    fresh = Listing.objects.get()
    fresh.revisions.get(pk=first.pk).publish()
    assert Product.objects.get() == product
    assert Listing.objects.get().product == product


def test_saving_a_draft_writes_no_row_of_the_shelf() -> None:
    product = published_product()
    written: list[type] = []

    def hear(sender: type, **_: object) -> None:
        written.append(sender)

    post_save.connect(hear)
    try:
        save_revision(listing=product.listing, content={"title": "Bản hai"})
    finally:
        post_save.disconnect(hear)
    assert [sender for sender in written if sender.__module__.startswith("marketplace.shop")] == []
