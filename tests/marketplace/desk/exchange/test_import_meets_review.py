"""An import that changes goods while the department looks at them: nothing is lost, and the line says why it was left."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from django.apps import apps
from django.db import transaction
from wagtail.models import TaskState

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.desk.exchange.applying import apply_slice
from marketplace.desk.exchange.enums import JobState, Outcome
from marketplace.desk.exchange.models import ImportJob
from marketplace.desk.exchange.services import confirm_import
from marketplace.listings.models import Listing, Offer
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.screening.setup import set_up_check
from marketplace.listings.services import approve, request_changes, save_revision, submit_listing
from marketplace.listings.shelf.offers import change_price, set_available
from marketplace.shop.catalogue.models import Product
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft, officer, price_of
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, only, send
from tests.marketplace.desk.keeper import keeper_of, latest
from tests.marketplace.listings.test_races import at_once

at_one_moment = pytest.mark.django_db(transaction=True)

WAITS = "Bản trước đang chờ Sở duyệt. Rút lại bản đó, hoặc chỉ đổi giá và số còn."
CHANGED = "Mặt hàng vừa được sửa ở nơi khác sau lần xem thử. Gửi lại tệp để xem lại."
LOCKED = "Sở đang khóa mặt hàng này để xem. Chờ Sở mở khóa rồi hãy sửa, hoặc chỉ đổi giá và số còn."


@pytest.fixture(autouse=True)
def review(db: None) -> None:
    set_up_review(apps)
    set_up_check(apps)


def on_sale(stall: Stall) -> Listing:
    return Listing.objects.get(
        product=published_product(stall=stall, price=100_000, stock=10, title="Tên cũ")
    )


def confirmed(stall: Stall, keeper: User, listing: Listing, **cells: str) -> ImportJob:
    """An import of new words for goods, looked through and confirmed, that a worker has not come to yet."""
    job = send(stall, keeper, as_csv([{"sku": listing.sku, **cells}]))
    confirm_import(job=job, is_submitting=False, by=keeper)
    return job


def waiting(listing: Listing, title: str = "Tên chờ duyệt") -> TaskState:
    save_revision(listing=listing, content={"title": title})
    return submit_listing(listing=Listing.objects.get(pk=listing.pk))


def told(job: ImportJob) -> tuple[str, list[list[object]]]:
    assert ImportJob.objects.get(pk=job.pk).state == JobState.DONE
    item = only(job)
    return item.outcome, item.problems


def test_goods_that_were_sent_in_after_the_dry_run_are_left_and_the_line_says_so() -> None:
    stall = StallFactory.create()
    keeper, listing = keeper_of(stall), on_sale(stall)
    job = confirmed(stall, keeper, listing, title="Tên từ bảng", price="120000", stock="4")
    task = waiting(listing)
    assert apply_slice(job_pk=job.pk) is False
    assert told(job) == (Outcome.REFUSED, [[2, "sku", WAITS]])
    record = StockRecord.objects.get(product=listing.product_id)
    assert (latest(listing).title, int(record.price), record.num_in_stock) == ("Tên chờ duyệt", 100_000, 10)
    approve(task_state=task, user=officer())
    assert Product.objects.get(pk=listing.product_id).title == "Tên chờ duyệt"


def test_price_and_stock_of_goods_that_wait_are_taken_and_the_review_goes_on() -> None:
    stall = StallFactory.create()
    keeper, listing = keeper_of(stall), on_sale(stall)
    task = waiting(listing)
    job = confirmed(stall, keeper, listing, price="120000", stock="4")
    assert apply_slice(job_pk=job.pk) is False
    assert told(job) == (Outcome.SAVED, [])
    approve(task_state=task, user=officer())
    record = StockRecord.objects.get(product=listing.product_id)
    assert (int(record.price), record.num_in_stock) == (120_000, 4)
    assert Product.objects.get(pk=listing.product_id).title == "Tên chờ duyệt"


MOVES: dict[str, Callable[[TaskState, User], object]] = {
    "approve": lambda task, user: approve(task_state=task, user=user),
    "request_changes": lambda task, user: request_changes(task_state=task, user=user, comment="Ảnh mờ"),
}


@at_one_moment
@pytest.mark.parametrize("move", MOVES)
def test_decision_at_the_moment_of_the_import_loses_neither(move: str) -> None:
    """Whoever holds the stall's row first: the officer's decision stands, and the line is written or says why not."""
    user = officer()
    for _ in range(2):
        stall = StallFactory.create()
        keeper, listing = keeper_of(stall), on_sale(stall)
        job = confirmed(stall, keeper, listing, description="Lời từ bảng.", price="120000")
        task = waiting(listing)
        decided, applied = at_once(partial(MOVES[move], task, user), partial(apply_slice, job_pk=job.pk))
        assert isinstance(decided, Listing)
        assert applied is False
        record = StockRecord.objects.get(product=listing.product_id)
        title = "Tên chờ duyệt" if move == "approve" else "Tên cũ"
        assert Product.objects.get(pk=listing.product_id).title == title
        assert latest(listing).title == "Tên chờ duyệt"
        outcome, problems = told(job)
        if outcome == Outcome.SAVED:
            assert (latest(listing).description, int(record.price)) == ("Lời từ bảng.", 120_000)
        else:
            assert [problem[2] for problem in problems] == [WAITS]
            assert latest(listing).description != "Lời từ bảng."
            assert int(record.price) == 100_000
        assert Product.objects.get(pk=listing.product_id).description != "Lời từ bảng."


@at_one_moment
def test_submission_at_the_moment_of_the_import_sends_in_one_whole_draft() -> None:
    for _ in range(2):
        stall = StallFactory.create()
        keeper, listing = keeper_of(stall), on_sale(stall)
        save_revision(listing=listing, content={"title": "Tên của trình soạn"})
        job = confirmed(stall, keeper, listing, description="Lời từ bảng.")
        listing = Listing.objects.get(pk=listing.pk)
        task, applied = at_once(partial(submit_listing, listing=listing), partial(apply_slice, job_pk=job.pk))
        assert isinstance(task, TaskState)
        assert applied is False
        sent = TaskState.objects.get(pk=task.pk).revision.as_object()
        outcome, problems = told(job)
        assert [problem[2] for problem in problems] == ([] if outcome == Outcome.SAVED else [WAITS])
        # Nothing was saved behind the back of what the officer reads.
        assert latest(listing).latest_revision_id == task.revision_id
        assert sent.title == "Tên của trình soạn"
        assert (sent.description == "Lời từ bảng.") == (outcome == Outcome.SAVED)


@at_one_moment
def test_edit_at_the_moment_of_the_import_is_kept_and_the_line_says_that_somebody_was_faster() -> None:
    for _ in range(2):
        stall = StallFactory.create()
        keeper, listing = keeper_of(stall), on_sale(stall)
        job = confirmed(stall, keeper, listing, title="Tên từ bảng")
        base = listing.latest_revision_id
        saved, applied = at_once(
            partial(save_revision, listing=listing, content={"title": "Tên gõ"}, base=base),
            partial(apply_slice, job_pk=job.pk),
        )
        assert applied is False
        outcome, problems = told(job)
        if isinstance(saved, FloorError):
            assert (outcome, latest(listing).title) == (Outcome.SAVED, "Tên từ bảng")
        else:
            assert (outcome, problems) == (Outcome.REFUSED, [[2, "sku", CHANGED]])
            assert latest(listing).title == "Tên gõ"


def test_goods_that_the_department_locked_are_left_and_the_line_says_so() -> None:
    """Wagtail's own lock on the row; no page of the floor sets it, and its forms would respect it."""
    stall = StallFactory.create()
    keeper, listing = keeper_of(stall), on_sale(stall)
    jobs = [
        confirmed(stall, keeper, listing, title="Tên từ bảng"),
        confirmed(stall, keeper, listing, price="120000"),
    ]
    Listing.objects.filter(pk=listing.pk).update(locked=True, locked_by=officer())
    for job in jobs:
        assert apply_slice(job_pk=job.pk) is False
    assert told(jobs[0]) == (Outcome.REFUSED, [[2, "sku", LOCKED]])
    assert told(jobs[1]) == (Outcome.SAVED, [])
    assert latest(listing).title == "Tên cũ"
    assert int(StockRecord.objects.get(product=listing.product_id).price) == 120_000
    with pytest.raises(FloorError) as refused:
        save_revision(listing=listing, content={"title": "Khác"})
    assert refused.value.message == LOCKED


@at_one_moment
@pytest.mark.parametrize(
    ("change", "value"),
    [
        (lambda listing: change_price(listing=listing, sku="V", price=150_000), (150_000, 12)),
        (lambda listing: set_available(listing=listing, sku="V", available=3), (98_000, 3)),
    ],
)
def test_price_or_stock_changed_while_the_goods_are_being_approved_is_what_the_shelf_says(
    change: Callable[[Listing], object], value: tuple[int, int]
) -> None:
    """The first price is read once, at the approval: one that is changed before the commit must not be lost."""
    listing = listing_draft(variants=[price_of(98_000, sku="V")])
    user, task = officer(), submit_listing(listing=listing)
    has_read = threading.Event()

    def approving() -> None:
        with transaction.atomic():
            approve(task_state=task, user=user)
            has_read.set()
            time.sleep(0.4)

    def changing() -> None:
        assert has_read.wait(timeout=10)
        change(Listing.objects.get(pk=listing.pk))

    assert at_once(approving, changing) == [None, None]
    record = StockRecord.objects.get(partner_sku="V")
    assert (int(record.price), record.num_in_stock) == value
    assert Offer.objects.filter(listing=listing).count() <= 1
