"""Papers of goods: what keeps goods from being submitted, what takes them off the shelf, what brings them back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.config.clock import SCHEDULE
from marketplace.listings.enums import PaperKind
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.labels.rows import give_rights
from marketplace.listings.models import Listing, OcopSet
from marketplace.listings.ocop import is_ocop_set, load_sets, ocop_set_choices
from marketplace.listings.papers.licences import end_licences, warn_of_goods_papers
from marketplace.listings.papers.rows import Paper
from marketplace.listings.screening.sayings import say
from marketplace.listings.screening.selectors import findings_for_stall
from marketplace.listings.selectors import with_state
from marketplace.listings.services import approve, save_revision, submit_listing
from marketplace.listings.tasks import end_ended_licences, watch_papers
from marketplace.notifications.models import Message
from marketplace.oversight.models import TakeDownBasis
from marketplace.oversight.setup import load_rows
from marketplace.oversight.takedowns import carry_out, open_take_down, put_back
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.restrictions import restriction_named
from marketplace.stalls.models import Stall
from tests.factories.listings import LABEL, listing_draft, officer, paper, submitted
from tests.factories.people import UserFactory, editor
from tests.factories.stalls import StallFactory, StallMemberFactory

pytestmark = pytest.mark.django_db

SPIRIT = {
    key: LABEL[key]
    for key in ("goods_name", "origin", "responsible_name", "responsible_address", "net_quantity", "net_unit")
} | {"ethanol_percent": "39"}


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def spirit(*papers: Paper, stall: Stall | None = None, **content: Any) -> Listing:
    """A spirit on the shelf with these papers."""
    content = {"title": "Rượu men lá", "label_group": "alcohol", "label_data": SPIRIT, **content}
    listing = listing_draft(stall=stall, papers=papers, **content)
    listing.latest_revision.publish()
    return Listing.objects.get(pk=listing.pk)


def is_on_shelf(listing: Listing) -> bool:
    return bool(Product.objects.filter(listing=listing, is_public=True).exists())


def state_of(listing: Listing) -> str:
    return str(with_state(Listing.objects.filter(pk=listing.pk)).get().state)


def test_goods_leave_the_shelf_the_day_after_their_licence_ends_and_the_stall_is_told() -> None:
    stall = StallFactory.create()
    person = UserFactory.create()
    StallMemberFactory.create(stall=stall, user=person)
    ended = spirit(paper(PaperKind.LICENCE, day(-1), "77/GP"), stall=stall)
    last_day = spirit(paper(PaperKind.LICENCE, day(0)), stall=stall)
    renewed = spirit(paper(PaperKind.LICENCE, day(-5)), paper(PaperKind.LICENCE, day(300)), stall=stall)
    other_paper = spirit(paper(PaperKind.SAFETY, day(-5)), paper(PaperKind.LICENCE, day(300)), stall=stall)
    free = spirit(
        paper(PaperKind.LICENCE, day(-5)),
        stall=stall,
        title="Cà phê",
        label_group="food",
        label_data=dict(LABEL),
    )
    assert end_licences() == 1
    assert [is_on_shelf(one) for one in (ended, last_day, renewed, other_paper, free)] == [
        False,
        True,
        True,
        True,
        True,
    ]
    assert state_of(ended) == "taken_down"
    entry = ModelLogEntry.objects.get(action="listings.licence_ended")
    assert (entry.object_id, entry.user) == (str(ended.pk), None)
    assert entry.data["before"] == {"on_display": True}
    assert entry.data["after"] == {"on_display": False}
    assert "Giấy phép 77/GP hết hạn ngày" in entry.data["comment"]
    (letter,) = Message.objects.filter(kind="listing_licence_ended")
    assert (letter.recipient, letter.context["title"]) == (person.email, "Rượu men lá")
    assert end_licences() == 0
    assert Message.objects.filter(kind="listing_licence_ended").count() == 1


def test_licence_that_ended_while_no_worker_ran_at_midnight_ends_within_minutes_of_its_return() -> None:
    listing = spirit(paper(PaperKind.LICENCE, day(-1)))
    entries = [entry for entry in SCHEDULE.values() if entry["task"] == end_ended_licences.name]
    assert [entry["schedule"] <= 600 for entry in entries] == [True]
    end_ended_licences()
    end_ended_licences()
    assert not is_on_shelf(listing)
    assert ModelLogEntry.objects.filter(action="listings.licence_ended").count() == 1


def test_renewed_and_approved_licence_brings_the_goods_back() -> None:
    listing = spirit(paper(PaperKind.LICENCE, day(-1)))
    user = officer()
    end_licences()
    listing.refresh_from_db()
    save_revision(listing=listing, papers=[paper(PaperKind.LICENCE, day(700), "78/GP")])
    task_state = submit_listing(listing=listing)
    assert not is_on_shelf(listing)
    approve(task_state=task_state, user=user)
    assert is_on_shelf(listing)
    assert end_licences() == 0


def test_licence_that_ran_out_while_the_listing_waited_is_not_approved() -> None:
    person = officer()
    listing = listing_draft(
        title="Rượu men lá",
        label_group="alcohol",
        label_data=SPIRIT,
        papers=[paper(PaperKind.LICENCE, day(2))],
    )
    task = submitted(listing)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        with pytest.raises(ListingProblemError, match="Giấy phép đã hết hạn"):
            approve(task_state=task, user=person)
        assert not is_on_shelf(listing)
        assert state_of(listing) == "waiting"


def test_goods_are_not_put_back_on_a_licence_that_ran_out_meanwhile() -> None:
    load_rows(apps)
    person = officer()
    listing = spirit(paper(PaperKind.LICENCE, day(2)))
    basis = TakeDownBasis.objects.get(code="yeu-cau")
    asked = open_take_down(listing=listing, basis=basis, source="authority", reason="Công văn", user=person)
    down = carry_out(take_down=asked, user=person)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        with pytest.raises(ListingProblemError, match="Giấy phép đã hết hạn"):
            put_back(take_down=down, user=person)
        assert not is_on_shelf(listing)
    put_back(take_down=down, user=person)
    assert is_on_shelf(listing)


def test_revision_that_waits_with_the_new_licence_goes_on_waiting() -> None:
    officer()
    listing = spirit(paper(PaperKind.LICENCE, day(-1)))
    save_revision(listing=listing, papers=[paper(PaperKind.LICENCE, day(700))])
    submit_listing(listing=listing)
    assert end_licences() == 1
    assert state_of(listing) == "waiting"


def test_stall_is_warned_at_each_mark_once() -> None:
    stall = StallFactory.create()
    StallMemberFactory.create(stall=stall, user=UserFactory.create())
    spirit(paper(PaperKind.LICENCE, day(30)), stall=stall)
    spirit(paper(PaperKind.LICENCE, day(6)), stall=stall)
    spirit(paper(PaperKind.LICENCE, day(31)), stall=stall)
    assert warn_of_goods_papers() == 2
    watch_papers()
    letters = Message.objects.filter(kind="stall_document_expiring").order_by("pk")
    assert sorted(letter.context["days"] for letter in letters) == [6, 30]
    assert "«Rượu men lá»" in letters[0].context["paper"]


def test_approval_of_something_else_does_not_warn_of_the_same_paper_again() -> None:
    stall = StallFactory.create()
    StallMemberFactory.create(stall=stall, user=UserFactory.create())
    listing = spirit(paper(PaperKind.LICENCE, day(20)), paper(PaperKind.SAFETY, day(20)), stall=stall)
    letters = Message.objects.filter(kind="stall_document_expiring")
    assert (warn_of_goods_papers(), letters.count()) == (2, 2)
    save_revision(listing=listing, content={"title": "Rượu men lá Tà Rụt"})
    Listing.objects.get(pk=listing.pk).latest_revision.publish()
    assert Listing.objects.get(pk=listing.pk).title == "Rượu men lá Tà Rụt"
    assert (warn_of_goods_papers(), letters.count()) == (2, 2)
    with time_machine.travel(timezone.now() + timedelta(days=13), tick=False):
        assert (warn_of_goods_papers(), letters.count()) == (2, 4)


def test_ocop_stars_without_their_certificate_are_not_submitted() -> None:
    officer()
    listing = listing_draft(ocop_stars=4, papers=[])
    with pytest.raises(ListingProblemError, match="giấy chứng nhận OCOP"):
        submit_listing(listing=listing)
    save_revision(listing=listing, papers=[Paper(kind=PaperKind.OCOP, number="12", file="")])
    with pytest.raises(ListingProblemError, match="giấy chứng nhận OCOP"):
        submit_listing(listing=listing)
    save_revision(listing=listing, papers=[paper(PaperKind.OCOP)])
    assert submit_listing(listing=listing).status == "in_progress"


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        ("Rượu men lá Tà Rụt", ("Rượu từ 5,5 độ",)),
        ("Bộ bình rượu men lam", ()),
        ("Giấm rượu nếp", ()),
        ("Ruou men la", ()),  # without its marks the check only warns
        ("Rau sạch không thuốc trừ sâu", ()),
        ("Thuốc trừ sâu sinh học", ("Thuốc bảo vệ thực vật, thuốc thú y",)),
    ],
)
def test_name_of_restricted_goods_asks_for_a_licence_in_whatever_group(
    title: str, rules: tuple[str, ...]
) -> None:
    assert restriction_named(title, "food").names == rules
    officer()
    listing = listing_draft(title=title)
    if rules:
        with pytest.raises(ListingProblemError, match="cần giấy phép"):
            submit_listing(listing=listing)
        save_revision(listing=listing, papers=[paper(PaperKind.LICENCE, day(90))])
    assert submit_listing(listing=listing).status == "in_progress"


def test_within_its_group_the_label_says_which_licence_is_asked() -> None:
    assert not restriction_named("Rượu men lá", "alcohol")


def test_wrong_group_is_told_to_officer_and_stall() -> None:
    listing = listing_draft(title="Bia thủ công Đông Hà")
    submitted(listing=listing)
    (finding,) = [one for one in findings_for_stall(listing) if one.field == "label_group"]
    assert (finding.kind, finding.severity) == ("goods", "must")
    assert "Bia, đồ uống có cồn dưới 5,5 độ" in say(finding)


@pytest.mark.usefixtures("department_rules")
def test_sets_are_the_departments_rows() -> None:
    before = ocop_set_choices()
    assert sum(len(sets) for _sector, sets in before) == 26
    load_sets(apps)
    load_sets(apps)
    assert OcopSet.objects.count() == 26
    coffee = OcopSet.objects.get(number=13)
    assert ocop_set_choices() == before
    coffee.valid_until = day(-1)
    coffee.save()
    OcopSet.objects.create(number=27, sector="Thực phẩm", name="Bộ mới", valid_from=day(0))
    assert (is_ocop_set(13), is_ocop_set(27)) == (False, True)
    numbers = [number for _sector, sets in ocop_set_choices() for number, _name in sets]
    assert sorted(numbers) == [number for number in range(1, 28) if number != 13]
    with pytest.raises(ListingProblemError, match="Chọn bộ sản phẩm"):
        submitted(ocop_stars=4, ocop_set=13)


@pytest.mark.usefixtures("department_rules")
def test_set_that_rules_today_stands_before_the_one_that_follows_it() -> None:
    OcopSet.objects.create(
        number=27, sector="Thực phẩm", name="Bộ cũ", valid_from=day(-9), valid_until=day(5)
    )
    OcopSet.objects.create(number=27, sector="Thực phẩm", name="Bộ mới", valid_from=day(6))
    assert is_ocop_set(27)
    assert ocop_set_choices() == [("Thực phẩm", [(27, "27. Bộ cũ")])]


def test_officer_edits_a_set_and_an_editor_may_not(client: Client) -> None:
    person = officer()
    give_rights(apps)
    load_sets(apps)
    row = OcopSet.objects.get(number=1)
    address = f"/quan-tri/bo-ocop/edit/{row.pk}/"
    sent = {"number": "1", "sector": row.sector, "name": "Rau, củ", "valid_from": "2026-05-22", "grade": "A"}
    client.force_login(editor())
    client.post(address, sent)
    assert OcopSet.objects.get(pk=row.pk).name == row.name
    client.force_login(person)
    # The day stands there as people here write it, and is read back so.
    assert 'name="valid_from" value="22/05/2026"' in client.get(address).content.decode()
    sent["valid_from"] = "23/05/2026"
    assert client.post(address, sent).status_code == 302
    assert OcopSet.objects.get(pk=row.pk).valid_from == date(2026, 5, 23)
    assert OcopSet.objects.get(pk=row.pk).name == "Rau, củ"
    entry = ModelLogEntry.objects.get(content_type__model="ocopset")
    assert entry.data["after"]["Tên bộ sản phẩm"] == "Rau, củ"


UNFINISHED = {
    "no file": {"file": ""},
    "no number": {"number": ""},
    "no end": {"expires_on": None},
}


@pytest.mark.parametrize("missing", UNFINISHED)
def test_licence_that_says_half_makes_up_for_none_that_ended(missing: str) -> None:
    """Two papers, one whole and ended, one good for years and empty: together they are no licence."""
    officer()
    ended = paper(PaperKind.LICENCE, day(-1), "77/GP")
    empty = replace(paper(PaperKind.LICENCE, day(900), "78/GP"), **UNFINISHED[missing])  # type: ignore[arg-type]  # each is a field of it
    listing = listing_draft(
        title="Rượu men lá", label_group="alcohol", label_data=SPIRIT, papers=[ended, empty]
    )
    with pytest.raises(ListingProblemError, match="Giấy phép đã hết hạn"):
        submit_listing(listing=listing)
    assert state_of(listing) == "draft"


@pytest.mark.parametrize("missing", UNFINISHED)
def test_goods_leave_the_shelf_although_a_half_filled_licence_stands_beside_the_ended_one(
    missing: str,
) -> None:
    empty = replace(paper(PaperKind.LICENCE, day(900), "78/GP"), **UNFINISHED[missing])  # type: ignore[arg-type]  # each is a field of it
    listing = spirit(paper(PaperKind.LICENCE, day(-1), "77/GP"), empty)
    assert end_licences() == 1
    assert not is_on_shelf(listing)
    assert (
        "Giấy phép 77/GP hết hạn ngày"
        in ModelLogEntry.objects.get(action="listings.licence_ended").data["comment"]
    )


@pytest.mark.parametrize(
    ("issued", "expires", "words"),
    [
        (1, 900, "Ngày cấp giấy chứng nhận OCOP chưa tới."),
        (0, 0, "Ngày hết hạn OCOP phải sau ngày cấp."),
        (-9, -10, "Ngày hết hạn OCOP phải sau ngày cấp."),
    ],
)
def test_certificate_whose_days_cannot_be_is_not_submitted(issued: int, expires: int, words: str) -> None:
    officer()
    days: dict[str, Any] = {"ocop_issued_on": day(issued), "ocop_expires_on": day(expires)}
    listing = listing_draft(ocop_stars=4, papers=[paper(PaperKind.OCOP)], **days)
    with pytest.raises(ListingProblemError) as refused:
        submit_listing(listing=listing)
    assert words in [problem.message for problem in refused.value.problems]
    assert state_of(listing) == "draft"


def test_stars_do_not_outlive_the_certificate_that_was_sent_with_them() -> None:
    """The listing may say another day than its paper; a paper that ended proves nothing."""
    person = officer()
    listing = listing_draft(ocop_stars=4, papers=[paper(PaperKind.OCOP, day(-1))])
    with pytest.raises(ListingProblemError, match="Giấy chứng nhận OCOP gửi kèm đã hết hạn"):
        submit_listing(listing=listing)
    save_revision(listing=listing, papers=[paper(PaperKind.OCOP, day(-1)), paper(PaperKind.OCOP, day(2))])
    task = submit_listing(listing=listing)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        with pytest.raises(ListingProblemError, match="Giấy chứng nhận OCOP gửi kèm đã hết hạn"):
            approve(task_state=task, user=person)
        assert not is_on_shelf(listing)
