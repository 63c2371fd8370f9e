"""A new rule asks a licence for goods that are on sale already: told beforehand, off the shelf from its day, and back."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.listings.enums import ListingState, PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.papers.licences import end_missing_licences, warn_of_coming_rules
from marketplace.listings.review.checks import find_paper_problems
from marketplace.listings.selectors import with_state
from marketplace.listings.services import approve, save_revision, submit_listing
from marketplace.listings.tasks import end_ended_licences, watch_papers
from marketplace.notifications.models import Message
from marketplace.shop.catalogue.models import Product, RestrictionRule
from marketplace.stalls.models import Stall
from marketplace.stalls.services import suspend_stall
from tests.factories.listings import LABEL, listing_draft, officer, paper
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory, StallMemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("department_rules")]

MISSING = "listing_licence_missing"
COMING = "listing_licence_coming"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def rule(begins: int = 0, **fields: Any) -> RestrictionRule:
    """A rule of the department about honey, in force so many days from now."""
    fields = {"name": "Mật ong rừng", "label_group": "honey", "words": "mật ong rừng", **fields}
    fields |= {"licence": "Giấy khai thác lâm sản", "citation": "Nghị định mới", "valid_from": day(begins)}
    return RestrictionRule.objects.create(code="honey", **fields)


@pytest.fixture
def stall() -> Stall:
    stall = StallFactory.create()
    StallMemberFactory.create(stall=stall, user=UserFactory.create(email="lai@example.vn"))
    return stall


def on_sale(stall: Stall, title: str = "Mật ong rừng Hướng Lập", **content: Any) -> Listing:
    listing = listing_draft(stall=stall, title=title, **content)
    listing.latest_revision.publish()
    return Listing.objects.get(pk=listing.pk)


def is_on_shelf(listing: Listing) -> bool:
    return bool(Product.objects.filter(listing=listing, is_public=True).exists())


def letters(kind: str) -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(kind=kind).order_by("pk")
    return [(row.recipient, row.context["title"], row.context["paper"]) for row in rows]


def test_goods_without_the_licence_of_a_new_rule_leave_the_shelf_that_night_and_the_stall_is_told(
    stall: Stall,
) -> None:
    named = on_sale(stall)
    grouped = on_sale(stall, "Hàng của nhóm", label_group="food", label_data=dict(LABEL))
    licensed = on_sale(stall, "Mật ong rừng Tuyên Hóa", papers=[paper(PaperKind.LICENCE, day(0), "9/GP")])
    free = on_sale(stall, "Mật ong nuôi")
    Listing.objects.filter(pk__in=[named.pk, licensed.pk, free.pk]).update(label_group="tea")
    watch_papers()
    assert all(is_on_shelf(one) for one in (named, grouped, licensed, free))
    rule(label_group="food")
    end_ended_licences()  # asks only after what ended, so that a slip of the pen can be mended until the night
    assert is_on_shelf(named)
    watch_papers()
    watch_papers()
    assert [is_on_shelf(one) for one in (named, grouped, licensed, free)] == [False, False, True, True]
    assert letters(MISSING) == [
        ("lai@example.vn", "Mật ong rừng Hướng Lập", "Giấy khai thác lâm sản"),
        ("lai@example.vn", "Hàng của nhóm", "Giấy khai thác lâm sản"),
    ]
    assert letters("listing_licence_ended") == []
    entries = ModelLogEntry.objects.filter(action="listings.licence_missing").order_by("pk")
    assert [(entry.object_id, entry.user) for entry in entries] == [
        (str(named.pk), None),
        (str(grouped.pk), None),
    ]
    assert entries[0].data == {
        "comment": "Hàng loại «Mật ong rừng» nay phải có giấy phép (Giấy khai thác lâm sản) mà mặt hàng chưa có. "
        "Gửi giấy để Sở duyệt, hàng sẽ lên kệ lại.",
        "citation": "Nghị định mới",
        "before": {"on_display": True},
        "after": {"on_display": False},
    }
    assert with_state(Listing.objects.filter(pk=named.pk)).get().state == ListingState.TAKEN_DOWN


def test_goods_under_two_rules_are_told_the_one_that_asks_for_the_licence(stall: Stall) -> None:
    """The other rule stands first: neither its name nor its article is why the goods leave."""
    listing = on_sale(stall)
    RestrictionRule.objects.create(
        code="an-older-rule",
        name="Mật ong",
        label_group="honey",
        words="mật ong",
        warning="Không dùng cho trẻ dưới một tuổi.",
        citation="Luật cũ",
        valid_from=day(-9),
    )
    rule()
    lack = next(find_paper_problems(Listing.objects.get(pk=listing.pk)))
    assert lack.message == (
        "Mật ong rừng cần giấy phép: Giấy khai thác lâm sản. Ghi số, ngày hết hạn và gửi ảnh giấy (Nghị định mới)."
    )
    assert end_missing_licences() == 1
    letter = Message.objects.get(kind=MISSING)
    assert (letter.context["goods"], letter.context["citation"]) == ("Mật ong rừng", "Nghị định mới")
    entry = ModelLogEntry.objects.get(action="listings.licence_missing")
    assert entry.data["citation"] == "Nghị định mới"
    assert entry.data["comment"].startswith("Hàng loại «Mật ong rừng» nay phải có giấy phép")


def test_approval_of_the_licence_puts_the_goods_back(stall: Stall) -> None:
    user = officer()
    listing = on_sale(stall)
    rule()
    assert end_missing_licences() == 1
    save_revision(listing=Listing.objects.get(pk=listing.pk), papers=[paper(PaperKind.LICENCE, day(90))])
    task = submit_listing(listing=Listing.objects.get(pk=listing.pk))
    assert not is_on_shelf(listing)
    approve(task_state=task, user=user)
    assert is_on_shelf(listing)
    assert end_missing_licences() == 0


@pytest.mark.parametrize("missing", ["number", "file", "expires_on"])
def test_half_a_licence_is_none(stall: Stall, missing: str) -> None:
    listing = on_sale(stall, papers=[paper(PaperKind.LICENCE, day(90))])
    listing.papers.update(**{missing: None if missing == "expires_on" else ""})
    rule()
    assert end_missing_licences() == 1
    assert not is_on_shelf(listing)


def test_rule_that_begins_later_is_told_thirty_and_seven_days_before_and_rules_from_its_day(
    stall: Stall,
) -> None:
    listing = on_sale(stall)
    on_sale(stall, "Mật ong rừng Tuyên Hóa", papers=[paper(PaperKind.LICENCE, day(900), "9/GP")])
    on_sale(stall, "Mật ong nuôi")
    rule(begins=40)
    marks = []
    for past in (9, 10, 11, 33, 34, 39):
        with time_machine.travel(timezone.now() + timedelta(days=past), tick=False):
            watch_papers()
            marks.append((past, Message.objects.filter(kind=COMING).count(), is_on_shelf(listing)))
    assert marks == [
        (9, 0, True),
        (10, 1, True),
        (11, 1, True),
        (33, 2, True),
        (34, 2, True),
        (39, 2, True),
    ]
    first = Message.objects.filter(kind=COMING).order_by("pk")[0]
    assert first.context["day"] == f"{day(40):%d/%m/%Y}"
    assert first.context["goods"] == "Mật ong rừng"
    assert letters(COMING)[0] == ("lai@example.vn", "Mật ong rừng Hướng Lập", "Giấy khai thác lâm sản")
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        watch_papers()
        assert not is_on_shelf(listing)
        assert len(letters(MISSING)) == 1
        assert len(letters(COMING)) == 2


def test_rule_that_ended_or_asks_no_licence_takes_nothing(stall: Stall) -> None:
    listing = on_sale(stall)
    row = rule(begins=-9)
    row.valid_until = day(-1)
    row.save()
    assert (end_missing_licences(), warn_of_coming_rules()) == (0, 0)
    row.valid_until, row.licence, row.age = None, "", 18
    row.save()
    assert (end_missing_licences(), warn_of_coming_rules()) == (0, 0)
    assert is_on_shelf(listing)


def test_stall_that_does_not_sell_is_not_warned_of_a_coming_rule(stall: Stall) -> None:
    on_sale(stall)
    rule(begins=5)
    suspend_stall(stall=stall, reason="Giấy tờ hết hạn")
    assert warn_of_coming_rules() == 0
    assert letters(COMING) == []


def test_night_costs_the_same_queries_for_two_goods_and_for_twelve(
    stall: Stall, django_assert_max_num_queries: Any
) -> None:
    rule()
    for number in range(12):
        on_sale(stall, f"Mật ong nuôi {number}")
    end_missing_licences()
    with django_assert_max_num_queries(4):
        end_missing_licences()
        warn_of_coming_rules()
