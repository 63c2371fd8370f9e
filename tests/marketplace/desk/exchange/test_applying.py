"""Carrying out: each listing whole or not at all, once, through the same doors as the editor."""

import csv
import io
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Revision

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.desk.exchange import applying
from marketplace.desk.exchange.applying import apply_slice
from marketplace.desk.exchange.enums import JobState, Outcome
from marketplace.desk.exchange.models import ImportItem, ImportJob
from marketplace.desk.exchange.services import confirm_import, drop_import
from marketplace.desk.exchange.tasks import resume
from marketplace.desk.exchange.writing import report
from marketplace.listings.models import Listing, Offer, PriceChange
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.screening.setup import set_up_check
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.shelf.offers import change_price
from marketplace.shop.catalogue.models import Product
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall, StallMember
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.listings import listing_draft, price_of
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import (
    as_csv,
    carry_out,
    coffee,
    kinds,
    only,
    pictures,
    send,
)
from tests.marketplace.desk.keeper import keeper_of, latest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def category() -> Any:
    set_up_review(apps)
    set_up_check(apps)
    return CategoryFactory.create(name="Cà phê")


@pytest.fixture
def stall() -> Stall:
    return StallFactory.create()


@pytest.fixture
def keeper(stall: Stall) -> User:
    return keeper_of(stall)


def outcomes(job: ImportJob) -> list[str]:
    return [str(item.outcome) for item in job.items.all()]


def everything() -> tuple[int, ...]:
    """How many rows there are of all that an import could write."""
    return tuple(
        model.objects.count() for model in (Listing, Offer, Revision, PriceChange, Product, StockRecord)
    )


def test_new_listing_with_variants_and_pictures_becomes_a_draft(stall: Stall, keeper: User) -> None:
    rows = [
        coffee("001", pictures="b.jpg; a.jpg", province="Quảng Trị", origin_ward="Hướng Phùng"),
        {"sku": "001", "variant_sku": "001-500", "unit": "túi 500 g", "name": "500 g", "price": "180000"},
    ]
    job = carry_out(send(stall, keeper, as_csv(rows), pictures=pictures("a.jpg", "b.jpg")), keeper)
    assert (job.state, job.done, job.total, outcomes(job)) == (JobState.DONE, 1, 1, [Outcome.SAVED])
    listing = Listing.objects.get()
    draft = latest(listing)
    assert (listing.stall, listing.sku, listing.live, listing.product) == (stall, "001", False, None)
    assert (draft.title, draft.category.name, draft.label_group) == ("Cà phê Arabica 001", "Cà phê", "food")
    assert draft.origin_ward is not None
    assert draft.origin_ward.name == "xã Hướng Phùng"
    assert [(one.sku, one.unit) for one in draft.variants.all()] == [
        ("001-250", "túi 250 g"),
        ("001-500", "túi 500 g"),
    ]
    assert list(Offer.objects.order_by("sku").values_list("sku", "price", "stock")) == [
        ("001-250", 98_000, 12),
        ("001-500", 180_000, 0),
    ]
    assert [one.digest for one in draft.pictures.all()] == [
        job.pictures["b.jpg"][1],
        job.pictures["a.jpg"][1],
    ]
    assert Product.objects.count() == 0
    assert list(waiting_tasks()) == []


def test_same_file_a_second_time_changes_nothing(stall: Stall, keeper: User) -> None:
    table, photos = as_csv([coffee("CF-1", pictures="a.jpg"), coffee("CF-2")]), pictures("a.jpg")
    carry_out(send(stall, keeper, table, pictures=photos), keeper)
    before = everything()
    job = send(stall, keeper, table, pictures=photos)
    assert kinds(job) == ["unchanged", "unchanged"]
    with pytest.raises(NotAllowedNowError):
        confirm_import(job=job, is_submitting=False, by=keeper)
    assert everything() == before


def test_complete_listings_are_submitted_and_the_others_stay_drafts(stall: Stall, keeper: User) -> None:
    rows = [coffee("CF-1", pictures="a.jpg"), coffee("CF-2")]
    job = carry_out(send(stall, keeper, as_csv(rows), pictures=pictures("a.jpg")), keeper, is_submitting=True)
    assert outcomes(job) == [Outcome.SUBMITTED, Outcome.SAVED]
    assert [item.note for item in job.items.all()] == [
        "",
        "Còn một chỗ cần sửa: Hàng cần ít nhất một tấm ảnh.",
    ]
    assert [task.revision.content_object.sku for task in waiting_tasks()] == ["CF-1"]


def test_edit_of_goods_on_sale_waits_and_price_and_stock_change_at_once(stall: Stall, keeper: User) -> None:
    product = published_product(stall=stall, price=100_000, stock=10, title="Tên cũ")
    listing = Listing.objects.get(product=product)
    row = {"sku": listing.sku, "title": "Tên mới", "price": "150.000", "price_was": "160.000", "stock": "3"}
    job = carry_out(send(stall, keeper, as_csv([row])), keeper)
    assert outcomes(job) == [Outcome.SAVED]
    product.refresh_from_db()
    record = StockRecord.objects.get(product=product)
    assert product.title == "Tên cũ"
    assert latest(listing).title == "Tên mới"
    assert (record.price, record.price_was, record.num_in_stock) == (150_000, 160_000, 3)
    change = PriceChange.objects.get()
    assert (change.before, change.after, change.by, change.is_flagged) == (100_000, 150_000, keeper, True)


def test_price_and_stock_alone_make_no_draft(stall: Stall, keeper: User) -> None:
    product = published_product(stall=stall, price=100_000, stock=10)
    listing = Listing.objects.get(product=product)
    revisions = Revision.objects.count()
    carry_out(
        send(stall, keeper, as_csv([{"sku": listing.sku, "price": "110000", "stock": "0"}])),
        keeper,
        is_submitting=True,
    )
    assert Revision.objects.count() == revisions
    assert list(waiting_tasks()) == []
    assert StockRecord.objects.get(product=product).num_in_stock == 0
    assert list(PriceChange.objects.values_list("is_flagged", flat=True)) == [False]


def test_new_variant_leaves_the_old_one_and_its_shelf_price_alone(stall: Stall, keeper: User) -> None:
    product = published_product(stall=stall, price=100_000, stock=10)
    listing = Listing.objects.get(product=product)
    old = StockRecord.objects.get(product=product).partner_sku
    row = {
        "sku": listing.sku,
        "variant_sku": "MOI",
        "unit": "hộp",
        "name": "Hộp",
        "price": "200000",
        "stock": "4",
    }
    carry_out(send(stall, keeper, as_csv([row])), keeper)
    assert [one.sku for one in latest(listing).variants.all()] == [old, "MOI"]
    assert StockRecord.objects.get(product=product).price == 100_000
    assert Offer.objects.get(sku="MOI").price == 200_000


def test_other_stalls_code_is_not_touched(stall: Stall, keeper: User) -> None:
    other = listing_draft(stall=StallFactory.create(), sku="CF-1", title="Của người khác")
    before = (other.latest_revision_id, list(other.offers.values_list("price", "stock")))
    carry_out(send(stall, keeper, as_csv([coffee("CF-1", variant_sku=other.variants.get().sku)])), keeper)
    other.refresh_from_db()
    assert (other.latest_revision_id, list(other.offers.values_list("price", "stock"))) == before
    assert latest(other).title == "Của người khác"
    assert Listing.objects.get(stall=stall).sku == "CF-1"


def test_worker_that_dies_halfway_leaves_whole_listings_and_the_next_goes_on(
    stall: Stall, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [coffee(f"CF-{number}") for number in range(5)]
    job = send(stall, keeper, as_csv(rows))
    confirm_import(job=job, is_submitting=False, by=keeper)
    write, written = applying._write, []

    class PulledPlugError(Exception):
        pass

    def dying(*args: Any, **kwargs: Any) -> None:
        write(*args, **kwargs)
        written.append(args[1].sku)
        if len(written) == 3:
            raise PulledPlugError

    monkeypatch.setattr(applying, "_write", dying)
    with pytest.raises(PulledPlugError):
        apply_slice(job_pk=job.pk)
    # The third was written and not marked: neither is there.
    assert sorted(Listing.objects.values_list("sku", flat=True)) == ["CF-0", "CF-1"]
    assert job.items.exclude(applied_at=None).count() == 2
    assert apply_slice(job_pk=job.pk) is False  # the dead worker's claim still stands
    assert Listing.objects.count() == 2
    monkeypatch.setattr(applying, "_write", write)
    ImportJob.objects.filter(pk=job.pk).update(seen_at="2026-01-01T00:00:00Z")
    resume()
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 5)
    assert sorted(Listing.objects.values_list("sku", flat=True)) == [f"CF-{number}" for number in range(5)]
    assert Revision.objects.count() == 5


def test_listing_that_a_service_refuses_halfway_keeps_nothing(
    stall: Stall, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = published_product(stall=stall, price=100_000, stock=10, title="Tên cũ")
    listing = Listing.objects.get(product=product)
    job = send(
        stall, keeper, as_csv([{"sku": listing.sku, "title": "Tên mới", "price": "110000", "stock": "1"}])
    )

    def refuse(**_kwargs: Any) -> None:
        raise NotAllowedNowError("Số vừa đổi.")

    monkeypatch.setattr(applying, "set_available", refuse)
    job = carry_out(job, keeper)
    item = only(job)
    assert (item.outcome, item.problems) == (Outcome.REFUSED, [[2, "sku", "Số vừa đổi."]])
    assert latest(listing).title == "Tên cũ"
    assert StockRecord.objects.get(product=product).price == 100_000
    assert PriceChange.objects.count() == 0


@pytest.mark.parametrize(
    "door", ["create_listing", "submit_listing", "save_revision", "change_price", "set_available"]
)
def test_door_that_gives_way_after_it_wrote_leaves_its_listing_as_it_was_and_the_next_is_written(
    stall: Stall, keeper: User, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    set_up_review(apps)
    set_up_check(apps)
    product = published_product(stall=stall, price=100_000, stock=10, title="Tên cũ", sku="TR-1")
    listing = Listing.objects.get(product=product)
    known = None if door in {"create_listing", "submit_listing"} else listing
    change = {"sku": listing.sku, "title": "Tên mới", "price": "110000", "stock": "1"}
    rows = [change if known else coffee("CF-1", pictures="a.jpg")]
    job = send(
        stall, keeper, as_csv([*rows, coffee("CF-9", pictures="b.jpg")]), pictures=pictures("a.jpg", "b.jpg")
    )
    write = getattr(applying, door)
    fallen: list[Any] = []

    def fall(**asked: Any) -> Any:
        made = write(**asked)
        if not fallen:
            fallen.append(made)
            raise ValueError
        return made

    monkeypatch.setattr(applying, door, fall)
    job = carry_out(job, keeper, is_submitting=True)
    first, second = job.items.all()
    assert len(fallen) == 1
    assert (first.outcome, first.listing, first.note) == (Outcome.REFUSED, known, "")
    assert (second.outcome, second.listing) == (Outcome.SUBMITTED, Listing.objects.get(sku="CF-9"))
    assert job.state == JobState.DONE
    assert sorted(Listing.objects.values_list("sku", flat=True)) == sorted(["CF-9", listing.sku])
    assert (latest(listing).title, Revision.objects.count()) == ("Tên cũ", 2)
    record = StockRecord.objects.get(product=product)
    assert (record.price, record.num_in_stock) == (100_000, 10)
    assert PriceChange.objects.count() == 0


def test_what_changed_since_the_look_is_not_written_over(stall: Stall, keeper: User) -> None:
    listing = listing_draft(stall=stall, variants=[price_of(100_000, 5, sku="V1")])
    job = send(stall, keeper, as_csv([{"sku": listing.sku, "price": "120000", "title": "Tên mới"}]))
    change_price(listing=listing, sku="V1", price=105_000)
    job = carry_out(job, keeper)
    assert only(job).problems == [
        [2, "sku", "Mặt hàng vừa được sửa ở nơi khác sau lần xem thử. Gửi lại tệp để xem lại."]
    ]
    assert Offer.objects.get(sku="V1").price == 105_000
    assert latest(listing).title != "Tên mới"


def test_two_members_with_the_same_new_code_make_one_listing(stall: Stall, keeper: User) -> None:
    second = keeper_of(stall, MemberRole.MANAGER)
    mine = send(stall, keeper, as_csv([coffee("CF-1", title="Của tôi")]))
    yours = send(stall, second, as_csv([coffee("CF-1", title="Của bạn")]))
    assert (kinds(mine), kinds(yours)) == (["new"], ["new"])
    carry_out(mine, keeper)
    late = carry_out(yours, second)
    assert outcomes(late) == [Outcome.REFUSED]
    assert latest(Listing.objects.get()).title == "Của tôi"


def test_somebody_who_left_since_confirming_writes_nothing(stall: Stall, keeper: User) -> None:
    job = send(stall, keeper, as_csv([coffee()]))
    confirm_import(job=job, is_submitting=False, by=keeper)
    StallMember.objects.filter(user=keeper).update(role=MemberRole.PACKER)
    apply_slice(job_pk=job.pk)
    assert only(job).problems == [[2, "sku", "Người xác nhận không còn quyền sửa hàng của gian hàng này."]]
    assert Listing.objects.count() == 0


def test_second_confirmation_and_a_late_drop_change_nothing(stall: Stall, keeper: User) -> None:
    job = carry_out(send(stall, keeper, as_csv([coffee()])), keeper)
    before = everything()
    assert confirm_import(job=job, is_submitting=True, by=keeper).state == JobState.DONE
    assert apply_slice(job_pk=job.pk) is False
    with pytest.raises(NotAllowedNowError):
        drop_import(job=job, by=keeper)
    assert everything() == before


def test_dropped_import_is_never_carried_out(stall: Stall, keeper: User) -> None:
    job = send(stall, keeper, as_csv([coffee()]))
    drop_import(job=job, by=keeper)
    with pytest.raises(NotAllowedNowError):
        confirm_import(job=job, is_submitting=False, by=keeper)
    assert Listing.objects.count() == 0


def test_log_says_who_confirmed_what(stall: Stall, keeper: User) -> None:
    job = carry_out(send(stall, keeper, as_csv([coffee()])), keeper)
    entry = ModelLogEntry.objects.get(action="exchange.confirm")
    assert (entry.user, entry.object_id) == (keeper, str(job.pk))
    assert entry.label == f"hang.csv ({stall})"
    assert entry.data == {
        "stall": stall.pk,
        "before": {"state": "checked"},
        "after": {"state": "applying", "listings": 1, "submitting": False},
    }
    assert ModelLogEntry.objects.filter(action="wagtail.create", user=keeper).count() == 1


@pytest.mark.parametrize("is_csv", [True, False])
def test_report_has_the_refused_lines_with_reasons_and_can_be_sent_again(
    stall: Stall,
    keeper: User,
    is_csv: bool,  # noqa: FBT001 - a parameter
) -> None:
    rows = [coffee("CF-1"), coffee("002", price="rẻ"), coffee("003", title="=1", unit="")]
    job = carry_out(send(stall, keeper, as_csv(rows)), keeper)
    refused = ImportItem.objects.filter(job=job, kind="refused")
    data = report(items=refused, used=job.columns, is_csv=is_csv)
    if is_csv:
        assert "Giá (đồng): Giá chỉ gồm chữ số" in data.decode()
        assert "\r\n=1" not in data.decode()
    again = send(stall, keeper, data, name="lai.xlsx")
    assert [item.sku for item in again.items.all()] == ["002", "003"]
    assert [item.title for item in again.items.all()] == ["Cà phê Arabica 002", "=1"]
    assert again.notes == []


def test_report_says_of_each_line_why_it_was_refused_also_for_another_of_the_same_goods(
    stall: Stall, keeper: User
) -> None:
    lines = [
        coffee("CF-1"),
        {"sku": "CF-1", "variant_sku": "CF-1-500", "unit": "túi", "price": "rẻ"},
        {"sku": "CF-1", "variant_sku": "CF-1-900", "unit": "túi", "price": "9000"},
    ]
    job = send(stall, keeper, as_csv(lines))
    data = report(items=job.items.all(), used=job.columns, is_csv=True).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [(row["Mã quy cách"], row["Lý do từ chối"]) for row in rows] == [
        ("CF-1-250", "Cùng mặt hàng với dòng 3 bị từ chối."),
        ("CF-1-500", "Giá (đồng): Giá chỉ gồm chữ số, ví dụ 98.000."),
        ("CF-1-900", "Cùng mặt hàng với dòng 3 bị từ chối."),
    ]


def test_cost_of_a_listing_does_not_depend_on_how_many_there_are(stall: Stall, keeper: User) -> None:
    photos = pictures("a.jpg")

    def cost(start: int, count: int, *, is_submitting: bool) -> int:
        rows = [coffee(f"CF-{number}", pictures="a.jpg") for number in range(start, start + count)]
        job = send(stall, keeper, as_csv(rows), pictures=photos)
        confirm_import(job=job, is_submitting=is_submitting, by=keeper)
        with CaptureQueriesContext(connection) as queries:
            apply_slice(job_pk=job.pk)
        assert job.items.exclude(applied_at=None).count() == count
        return len(queries)

    cost(0, 1, is_submitting=False)
    few, many = cost(10, 2, is_submitting=False), cost(20, 12, is_submitting=False)
    assert (many - few) / 10 <= 42
    few, many = cost(40, 2, is_submitting=True), cost(50, 12, is_submitting=True)
    assert (many - few) / 10 <= 150  # the automatic check among them, each of its parts behind a savepoint
