"""A stall that closed for good keeps its goods to be read: no door of the desk writes anything about them.

The doors are found in the URL configuration. Each is tried at an open stall first, where the same post writes;
what needs no trying says why.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from wagtail.models import Revision, TaskState, WorkflowState

from marketplace.accounts.models import User
from marketplace.desk.exchange.applying import apply_slice
from marketplace.desk.exchange.enums import Outcome
from marketplace.desk.exchange.models import ImportJob
from marketplace.desk.exchange.services import confirm_import
from marketplace.listings import services
from marketplace.listings.drafting import drafts
from marketplace.listings.drafting.duplicates import create_draft, duplicate_listing
from marketplace.listings.errors import StallClosedError, StallInactiveError
from marketplace.listings.models import EditingDraft, Listing, ListingVariant, Offer, PriceChange
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.shelf import offers
from marketplace.listings.shelf.publishing import publish_revision
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall
from marketplace.stalls.services import close_stall
from tests.factories.catalogue import CategoryFactory
from tests.factories.listings import listing_draft, officer, price_of, submitted
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, coffee, only, pictures, send
from tests.marketplace.desk.keeper import fields_of, keeper_of, latest, soup, words
from tests.marketplace.desk.test_access import ALL
from tests.rows import rows_kept

pytestmark = pytest.mark.django_db

CLOSED: Final = "Gian hàng đã đóng hẳn. Mặt hàng chỉ còn để xem, không thêm hay sửa được nữa."
GOODS: Final = "kenh-ban-hang/mat-hang/"
WRITTEN: Final[tuple[Any, ...]] = (
    Listing,
    ListingVariant,
    Offer,
    StockRecord,
    PriceChange,
    EditingDraft,
    ImportJob,
    Revision,
    WorkflowState,
    TaskState,
)


def written() -> dict[str, list[dict[str, Any]]]:
    """Every row that says something of goods, without the moment at which somebody looked."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in WRITTEN}


def _edit(client: Client, listing: Listing) -> dict[str, Any]:
    fields = fields_of(client.get(reverse("desk:listing_edit", args=[listing.pk])))
    return {**fields, "title": "Tên khác", "buoc": "luu"}


def _crop(client: Client, listing: Listing) -> dict[str, Any]:
    return {"turn": "90", "left": 0, "right": 0, "top": 0, "bottom": 0}


def _prices(client: Client, listing: Listing) -> dict[str, Any]:
    address = f"{reverse('desk:prices')}?mat-hang={listing.pk}"
    fields = fields_of(client.get(address), "form:has(.desk-prices)")
    return {key: "77.000" if key.endswith("-price") else value for key, value in fields.items()}


def _new(client: Client, listing: Listing) -> dict[str, Any]:
    return {"title": "Món mới", "category": str(listing.category_id), "label_group": "food"}


def _table(client: Client, listing: Listing) -> dict[str, Any]:
    return {"table": SimpleUploadedFile("hang.csv", as_csv([coffee()]))}


def _nothing(client: Client, listing: Listing) -> dict[str, Any]:
    return {}


def _stock(client: Client, listing: Listing) -> dict[str, Any]:
    return {"sku": "V", "seen": 12, "available": 3}


def _typed(client: Client, listing: Listing) -> dict[str, Any]:
    return {"title": "Đang gõ", "ban-goc": listing.latest_revision_id}


Body = Callable[[Client, Listing], dict[str, Any]]
# Address: which of the stall's goods it is tried with, and what is posted.
DOORS: Final[dict[str, tuple[str, Body]]] = {
    "desk:prices": ("draft", _prices),
    "desk:listing_new": ("draft", _new),
    "desk:imports": ("draft", _table),
    "desk:import_apply": ("draft", _nothing),
    "desk:listing_edit": ("draft", _edit),
    "desk:listing_keep": ("draft", _typed),
    "desk:stock": ("draft", _stock),
    "desk:listing_submit": ("draft", _nothing),
    "desk:listing_withdraw": ("waiting", _nothing),
    "desk:listing_duplicate": ("draft", _nothing),
    "desk:listing_archive": ("draft", _nothing),
    "desk:listing_restore": ("archived", _nothing),
    "desk:crop": ("draft", _crop),
}
NO_DOORS: Final = {
    "desk:listing": "shows",
    "desk:listings": "shows",
    "desk:listing_preview": "shows",
    "desk:picture": "shows",
    "desk:small_picture": "shows",
    "desk:paper": "shows",
    "desk:import": "shows",
    "desk:import_report": "hands out",
    "desk:import_template": "hands out",
    "desk:import_export": "hands out",
    "desk:import_drop": "forgets a file that was never written",
    "desk:listing_forget": "drops what somebody typed and did not save",
}


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """A stall with one of its goods in every state that a door asks for, and an import that was looked through."""
    with rows_kept(django_db_blocker):
        set_up_review(apps)
        CategoryFactory.create(name="Cà phê")
        stall = StallFactory.create()
        keeper = keeper_of(stall)
        draft = listing_draft(stall=stall, variants=[price_of(98_000, sku="V")])
        archived = services.archive_listing(listing=listing_draft(stall=stall))
        waiting = submitted(listing_draft(stall=stall)).revision.content_object
        job = send(stall, keeper, as_csv([coffee(pictures="a.jpg")]), pictures=pictures("a.jpg"))
        keys = {"draft": draft, "archived": archived, "waiting": waiting, "job": job}
        yield {
            "stall": stall.pk,
            "keeper": keeper.pk,
            **{name: row.pk for name, row in keys.items()},
        }


@pytest.fixture
def keeper(client: Client, rows: dict[str, int]) -> Client:
    client.force_login(keeper_at(rows))
    return client


def keeper_at(rows: dict[str, int]) -> User:
    return User.objects.get(pk=rows["keeper"])


def address(name: str, rows: dict[str, int], goods: str) -> str:
    listing = Listing.objects.get(pk=rows[goods])
    known = {
        "listing_pk": listing.pk,
        "job_pk": rows["job"],
        "digest": latest(listing).pictures.all()[0].digest,
    }
    pattern = dict(ALL)[name]
    return reverse(name, kwargs={key: known[key] for key in pattern.pattern.converters})


def close_for_good(stall_pk: int) -> None:
    """The row alone: what closing itself does to goods must not answer for the door."""
    Stall.objects.filter(pk=stall_pk).update(status="closed", closed_at=timezone.now())


def test_every_address_of_goods_is_a_door_or_says_why_not() -> None:
    # The converters stand in the pattern's own text, the name says the rest.
    names = {name for name, pattern in ALL if str(pattern.pattern).startswith(GOODS)}
    assert names == {*DOORS, *NO_DOORS}
    assert not {*DOORS} & {*NO_DOORS}


@pytest.mark.parametrize("name", DOORS)
def test_door_of_goods_writes_at_an_open_stall_and_nothing_at_a_closed_one(
    name: str, rows: dict[str, int], keeper: Client
) -> None:
    goods, body = DOORS[name]
    listing = Listing.objects.get(pk=rows[goods])
    posted = body(keeper, listing)
    close_for_good(rows["stall"])
    before = written()
    answer = keeper.post(address(name, rows, goods), posted)
    assert written() == before
    if name == "desk:listing_keep":
        assert (answer.status_code, answer.json()) == (422, {"words": CLOSED})
    else:
        assert answer.status_code == 302
        said = words(keeper.get(answer.headers["Location"]))
        own = "Gian hàng đã đóng, không gửi duyệt được nữa."
        assert (own if name == "desk:listing_submit" else CLOSED) in said

    Stall.objects.filter(pk=rows["stall"]).update(status="active", closed_at=None)
    for one in posted.values():
        if hasattr(one, "seek"):
            one.seek(0)
    assert keeper.post(address(name, rows, goods), posted).status_code < 400
    assert written() != before


SERVICES: Final[dict[str, Callable[[Listing], object]]] = {
    "create_draft": lambda one: create_draft(
        stall=one.stall, title="Mới", category=one.category, label_group="food"
    ),
    "create_listing": lambda one: services.create_listing(
        stall=one.stall, sku="M", title="Mới", category=one.category, label_group="food", variants=()
    ),
    "duplicate_listing": lambda one: duplicate_listing(listing=one),
    "save_revision": lambda one: services.save_revision(listing=one, content={"title": "Khác"}),
    "submit_listing": lambda one: services.submit_listing(listing=one),
    "withdraw_listing": lambda one: services.withdraw_listing(listing=one),
    "archive_listing": lambda one: services.archive_listing(listing=one),
    "restore_listing": lambda one: services.restore_listing(listing=one),
    "change_price": lambda one: offers.change_price(listing=one, sku="V", price=1_000),
    "change_stock": lambda one: offers.change_stock(listing=one, sku="V", stock=3),
    "set_available": lambda one: offers.set_available(listing=one, sku="V", available=3),
    "open_form": lambda one: drafts.open_form(listing=one, user=one.stall.members.get().user),
    "keep_typed": lambda one: drafts.keep_typed(
        listing=one, user=one.stall.members.get().user, data={"title": ["x"]}, base=0
    ),
}


@pytest.mark.parametrize("name", SERVICES)
def test_service_of_goods_refuses_a_stall_that_closed_for_good(name: str, rows: dict[str, int]) -> None:
    listing = Listing.objects.get(pk=rows["draft"])
    close_for_good(rows["stall"])
    before = written()
    with pytest.raises(StallInactiveError) as refused:
        SERVICES[name](listing)
    assert written() == before
    assert isinstance(refused.value, StallClosedError) == (name != "submit_listing")


def test_import_of_a_stall_that_closed_meanwhile_writes_no_line_and_says_why(rows: dict[str, int]) -> None:
    """Confirmed while the stall was open; the worker comes to it afterwards."""
    job = ImportJob.objects.get(pk=rows["job"])
    keys = list(Listing.objects.order_by("pk").values_list("pk", flat=True))
    confirm_import(job=job, is_submitting=True, by=keeper_at(rows))
    close_for_good(rows["stall"])
    assert apply_slice(job_pk=job.pk) is False
    assert (only(job).outcome, only(job).problems[0][1:]) == (Outcome.REFUSED, ["sku", CLOSED])
    assert list(Listing.objects.order_by("pk").values_list("pk", flat=True)) == keys


@pytest.mark.parametrize("path", ["listings", "imports", "listing", "home", "preview", "import"])
def test_pages_of_a_closed_stall_show_goods_and_no_button_that_changes_them(
    path: str, rows: dict[str, int], keeper: Client
) -> None:
    close_for_good(rows["stall"])
    keys = {"listing": [rows["draft"]], "preview": [rows["draft"]], "import": [rows["job"]]}
    name = "listing_preview" if path == "preview" else path
    answer = keeper.get(reverse(f"desk:{name}", args=keys.get(path, [])))
    assert answer.status_code == 200
    doors = {
        address(door, rows, goods)
        for door, (_goods, _body) in DOORS.items()
        if door != "desk:imports"
        for goods in ("draft", "archived", "waiting")
    }
    page = soup(answer)
    led = {str(one["href"]).partition("?")[0] for one in page.select("a[href]")}
    sent = {str(one.get("action") or "") for one in page.select("form[method=post]")}
    assert doors & (led | sent) == set()
    assert page.select("form[enctype]") == []
    if path != "preview":  # as the shopper would see it, outside the desk
        assert "Gian hàng đã đóng, không bán nữa. Đơn cũ vẫn xem được ở đây." in words(answer)


@pytest.mark.parametrize(
    "path",
    ["listings", "listing", "listing_preview", "import_export", "import_template", "letters", "orders"],
)
def test_closed_stall_still_reads_its_goods_exports_letters_and_orders(
    path: str, rows: dict[str, int], keeper: Client
) -> None:
    close_for_good(rows["stall"])
    args = [rows["draft"]] if path in {"listing", "listing_preview"} else []
    assert keeper.get(reverse(f"desk:{path}", args=args)).status_code == 200


def test_closing_takes_what_waits_out_of_the_queue_and_leaves_other_stalls_in_it(
    rows: dict[str, int],
) -> None:
    other = submitted()
    assert {task.pk for task in waiting_tasks()} > {other.pk}
    close_stall(stall=Stall.objects.get(pk=rows["stall"]))
    assert [task.pk for task in waiting_tasks()] == [other.pk]
    assert latest(Listing.objects.get(pk=rows["waiting"])).pk == rows["waiting"]


def test_approval_and_publishing_at_a_closed_stall_say_that_it_is_closed(rows: dict[str, int]) -> None:
    task = waiting_tasks().get()
    close_for_good(rows["stall"])
    with pytest.raises(StallInactiveError, match=r"^Gian hàng đã đóng, không duyệt hàng được nữa\.$"):
        services.approve(task_state=task, user=officer())
    with pytest.raises(StallInactiveError, match=r"^Gian hàng đã đóng, không đưa hàng lên kệ được nữa\.$"):
        publish_revision(revision=task.revision)
    assert Listing.objects.get(pk=rows["waiting"]).live is False
