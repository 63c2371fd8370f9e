"""Goods under two rules need a licence for each: a paper says which it answers, and one may answer both."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.listings.enums import PaperKind
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing, ListingPaper
from marketplace.listings.papers.answers import name_rules_of_papers
from marketplace.listings.papers.licences import end_licences, end_missing_licences, warn_of_coming_rules
from marketplace.listings.papers.rows import Paper
from marketplace.listings.review.checks import find_paper_problems
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.services import approve, save_revision, submit_listing
from marketplace.notifications.models import Message
from marketplace.shop.catalogue.models import Product, RestrictionRule
from marketplace.stalls.models import Stall
from tests.factories.listings import LABEL, listing_draft, officer, paper
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory, StallMemberFactory
from tests.marketplace.desk.keeper import at_desk, fields_of, latest, soup, url, words

pytestmark = pytest.mark.django_db

DRINK, DEVICE = "alcohol-strong", "medical-device"
NEEDS_DRINK = (
    "Rượu từ 5,5 độ cần giấy phép: Giấy phép sản xuất hoặc bán lẻ rượu. Ghi số, ngày hết hạn và gửi ảnh giấy "
    "(Luật Phòng, chống tác hại của rượu, bia 44/2019/QH14, Điều 16; Nghị định 105/2017/NĐ-CP, 17/2020/NĐ-CP)."
)
NEEDS_DEVICE = (
    "Trang thiết bị y tế cần giấy phép: Số lưu hành hoặc phiếu tiếp nhận công bố đủ điều kiện mua bán. "
    "Ghi số, ngày hết hạn và gửi ảnh giấy (Nghị định 98/2021/NĐ-CP)."
)
UNSAID = "Có giấy phép chưa nói là cho loại hàng nào. Đánh dấu ở dòng «Giấy phép này cho»."
BOTH = {
    "title": "Rượu men lá tặng máy đo huyết áp",
    "label_group": "alcohol",
    "label_data": {**LABEL, "ethanol_percent": "39"},
}
ONE = {**BOTH, "title": "Rượu men lá"}


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def licence(*answers: str, days: int = 300, number: str = "12/GP") -> Paper:
    return replace(paper(PaperKind.LICENCE, day(days), number), answers=answers)


@pytest.fixture
def stall() -> Stall:
    set_up_review(apps)
    stall = StallFactory.create()
    StallMemberFactory.create(stall=stall, user=UserFactory.create(email="lai@example.vn"))
    return stall


def on_sale(stall: Stall, *papers: Paper, **content: object) -> Listing:
    listing = listing_draft(stall=stall, papers=papers, **{**BOTH, **content})  # type: ignore[arg-type]  # content of a revision
    listing.latest_revision.publish()
    return Listing.objects.get(pk=listing.pk)


def is_on_shelf(listing: Listing) -> bool:
    return bool(Product.objects.filter(listing=listing, is_public=True).exists())


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ((), [NEEDS_DRINK, NEEDS_DEVICE]),
        ((licence(DRINK),), [NEEDS_DEVICE]),
        ((licence(DEVICE),), [NEEDS_DRINK]),
        ((licence(DRINK), licence(DRINK)), [NEEDS_DEVICE]),
        (
            (licence(DRINK), licence(DEVICE, days=-1)),
            ["Giấy phép đã hết hạn: Số lưu hành hoặc phiếu tiếp nhận công bố đủ điều kiện mua bán."],
        ),
        ((licence(),), [NEEDS_DRINK, NEEDS_DEVICE, UNSAID]),
        ((licence(DRINK), licence()), [NEEDS_DEVICE, UNSAID]),
        ((licence(DRINK), licence(DEVICE)), []),
        ((licence(DRINK, DEVICE),), []),
        # What the paper is for does not make a safety paper a licence.
        ((licence(DRINK), replace(licence(DEVICE), kind=PaperKind.SAFETY)), [NEEDS_DEVICE]),
    ],
)
def test_goods_under_two_rules_are_asked_for_a_paper_of_each(
    stall: Stall, papers: Sequence[Paper], told: list[str]
) -> None:
    listing = listing_draft(stall=stall, papers=papers, **BOTH)  # type: ignore[arg-type]  # content of a revision
    assert [problem.message for problem in find_paper_problems(latest(listing))] == told
    if told:
        with pytest.raises(ListingProblemError) as refused:
            submit_listing(listing=listing)
        assert refused.value.message == told[0]
    else:
        assert submit_listing(listing=listing).status == "in_progress"


def test_licence_of_goods_under_one_rule_names_it_by_itself_and_is_not_taken_for_a_later_rule(
    stall: Stall,
) -> None:
    listing = listing_draft(stall=stall, papers=[licence()], **ONE)  # type: ignore[arg-type]  # content of a revision
    assert [row.answers for row in latest(listing).papers.all()] == [[DRINK]]
    save_revision(listing=listing, content={"title": BOTH["title"]})
    assert [problem.message for problem in find_paper_problems(latest(listing))] == [NEEDS_DEVICE]


def test_revision_from_before_papers_named_rules_is_approved_by_the_only_rule_there_is(stall: Stall) -> None:
    user = officer()
    listing = listing_draft(stall=stall, papers=[licence()], **ONE)  # type: ignore[arg-type]  # content of a revision
    revision = listing.latest_revision
    for row in revision.content["papers"]:
        del row["answers"]
    revision.save(update_fields=["content"])
    task = submit_listing(listing=listing)
    approve(task_state=task, user=user)
    assert is_on_shelf(listing)


def test_one_of_two_licences_that_ends_takes_the_goods_off_and_the_letter_is_about_that_one(
    stall: Stall,
) -> None:
    whole = on_sale(stall, licence(DRINK), licence(DEVICE))
    ended = on_sale(stall, licence(DRINK), licence(DEVICE, days=-1, number="77/YT"))
    assert end_licences() == 1
    assert [is_on_shelf(one) for one in (whole, ended)] == [True, False]
    entry = ModelLogEntry.objects.get(action="listings.licence_ended")
    assert entry.data["citation"] == "Nghị định 98/2021/NĐ-CP"
    assert entry.data["comment"].startswith("Giấy phép 77/YT hết hạn ngày")
    letter = Message.objects.get(kind="listing_licence_ended")
    assert letter.context["paper"] == "Số lưu hành hoặc phiếu tiếp nhận công bố đủ điều kiện mua bán"


def test_both_licences_that_end_are_told_once_each_and_one_paper_for_both_once(stall: Stall) -> None:
    two = on_sale(stall, licence(DRINK, days=-2, number="1/R"), licence(DEVICE, days=-1, number="2/Y"))
    one = on_sale(stall, licence(DRINK, DEVICE, days=-1, number="3/C"))
    assert end_licences() == 2
    rows = Message.objects.filter(kind="listing_licence_ended").order_by("pk")
    assert [(row.context["path"].count(f"/{two.pk}/"), row.context["paper"]) for row in rows] == [
        (1, "Giấy phép sản xuất hoặc bán lẻ rượu"),
        (1, "Số lưu hành hoặc phiếu tiếp nhận công bố đủ điều kiện mua bán"),
        (
            0,
            "Giấy phép sản xuất hoặc bán lẻ rượu; Số lưu hành hoặc phiếu tiếp nhận công bố đủ điều kiện mua bán",
        ),
    ]
    assert not is_on_shelf(one)
    assert ModelLogEntry.objects.filter(action="listings.licence_ended").count() == 2


def test_licence_that_ended_beside_one_that_was_never_there_is_told_with_it(stall: Stall) -> None:
    listing = on_sale(stall, licence(DRINK), licence(DEVICE))
    papers = ListingPaper.objects.filter(listing=listing)
    papers.filter(answers=[DEVICE]).delete()
    papers.update(expires_on=day(-1))
    assert (end_licences(), is_on_shelf(listing)) == (1, False)
    entry = ModelLogEntry.objects.get(action="listings.licence_ended")
    assert "Hàng loại «Trang thiết bị y tế» nay phải có giấy phép" in entry.data["comment"]
    assert "Nghị định 98/2021/NĐ-CP" in entry.data["citation"]
    told = [
        (row.kind, row.context["paper"]) for row in Message.objects.filter(kind__startswith="listing_licence")
    ]
    assert sorted(told) == [
        ("listing_licence_ended", "Giấy phép sản xuất hoặc bán lẻ rượu"),
        ("listing_licence_missing", "Số lưu hành hoặc phiếu tiếp nhận công bố đủ điều kiện mua bán"),
    ]
    assert end_missing_licences() == 0
    assert Message.objects.filter(kind__startswith="listing_licence").count() == 2


@pytest.mark.usefixtures("department_rules")
def test_new_rule_clears_at_night_what_holds_the_licence_of_another_and_warns_of_it_before(
    stall: Stall,
) -> None:
    only_drink = on_sale(stall, licence(), title="Rượu men lá quà lưu niệm")
    both = on_sale(stall, licence(DRINK, "gift"), title="Rượu men lá quà lưu niệm 2")
    # Approved when nothing was asked by name: it goes on counting until the goods are sent in again.
    open_answer = on_sale(stall, licence(), title="Rượu men lá quà lưu niệm 3")
    ListingPaper.objects.filter(listing=open_answer).update(answers=[])
    rule = RestrictionRule.objects.create(
        code="gift",
        name="Quà lưu niệm",
        label_group="gift",
        words="quà lưu niệm",
        licence="Giấy quà",
        citation="Nghị định mới",
        valid_from=day(5),
    )
    RestrictionRule.objects.create(
        code=DRINK,
        name="Rượu từ 5,5 độ",
        label_group="alcohol",
        licence="Giấy rượu",
        from_percent="5.5",
        citation="Luật",
        valid_from=day(-90),
    )
    assert warn_of_coming_rules() == 1
    assert Message.objects.get(kind="listing_licence_coming").context["title"] == only_drink.title
    assert end_missing_licences() == 0
    RestrictionRule.objects.filter(pk=rule.pk).update(valid_from=day(0))
    rule.refresh_from_db()
    rule.save()
    assert end_missing_licences() == 1
    assert [is_on_shelf(one) for one in (only_drink, both, open_answer)] == [False, True, True]
    letter = Message.objects.get(kind="listing_licence_missing")
    assert (letter.context["goods"], letter.context["paper"]) == ("Quà lưu niệm", "Giấy quà")


def test_migration_lets_a_licence_name_the_only_rule_and_leaves_two_and_none_open(stall: Stall) -> None:
    from marketplace.shop.catalogue.restrictions import load_restrictions  # noqa: PLC0415 - of this test alone

    load_restrictions(apps)
    goods = [
        on_sale(stall, licence(), paper(PaperKind.SAFETY), **ONE),
        on_sale(stall, licence(DRINK, DEVICE)),
        on_sale(stall, licence(), title="Cà phê", label_group="food", label_data=dict(LABEL)),
    ]
    ListingPaper.objects.update(answers=[])
    name_rules_of_papers(apps)
    name_rules_of_papers(apps)
    answers = ListingPaper.objects.order_by("listing_id", "position").values_list("listing_id", "answers")
    assert list(answers) == [
        (goods[0].pk, [DRINK]),
        (goods[0].pk, []),
        (goods[1].pk, []),
        (goods[2].pk, []),
    ]


def test_editor_asks_which_rule_each_paper_answers_where_two_ask(stall: Stall, client: Client) -> None:
    listing = listing_draft(stall=stall, papers=[licence(), licence()], **BOTH)  # type: ignore[arg-type]  # content of a revision
    desk = at_desk(client, stall)
    page = desk.get(url("listing_edit", listing))
    boxes = soup(page).select("input[type=checkbox][name=p0-answers]")
    assert [(str(one["value"]), one.has_attr("checked")) for one in boxes] == [
        (DRINK, False),
        (DEVICE, False),
    ]
    assert "Giấy phép này cho" in words(page)
    for asked in ("Giấy phép sản xuất hoặc bán lẻ rượu.", "Số lưu hành hoặc phiếu tiếp nhận"):
        assert f"Cần giấy phép còn hạn ở phần Giấy tờ: {asked}" in words(page)
    sent = {
        **fields_of(page),
        "p0-answers": [DRINK],
        "p1-answers": [DEVICE, "none-such", "<b>"],
        "buoc": "luu",
    }
    assert desk.post(url("listing_edit", listing), sent).status_code == 302
    assert [row.answers for row in latest(listing).papers.all()] == [[DRINK], [DEVICE]]
    boxes = soup(desk.get(url("listing_edit", listing))).select("input[name=p1-answers]")
    assert [one.has_attr("checked") for one in boxes] == [False, True]


def test_editor_asks_nothing_where_one_rule_asks_and_keeps_what_the_paper_says(
    stall: Stall, client: Client
) -> None:
    listing = listing_draft(stall=stall, papers=[licence()], **ONE)  # type: ignore[arg-type]  # content of a revision
    desk = at_desk(client, stall)
    page = desk.get(url("listing_edit", listing))
    (box,) = soup(page).select("input[name=p0-answers]")
    assert (box["type"], box["value"]) == ("hidden", DRINK)
    assert "Giấy phép này cho" not in words(page)
    # The new name brings a second rule: the paper stays the first one's.
    sent = {**fields_of(page), "title": BOTH["title"], "buoc": "luu"}
    assert desk.post(url("listing_edit", listing), sent).status_code == 302
    assert [row.answers for row in latest(listing).papers.all()] == [[DRINK]]
    assert (
        len(soup(desk.get(url("listing_edit", listing))).select("input[type=checkbox][name=p0-answers]")) == 2
    )


def test_officer_and_stall_read_which_rule_each_paper_answers(stall: Stall, client: Client) -> None:
    user = officer()
    listing = listing_draft(stall=stall, papers=[licence(DRINK), licence(DEVICE)], **BOTH)  # type: ignore[arg-type]  # content of a revision
    task = submit_listing(listing=listing)
    client.force_login(user)
    page = words(client.get(reverse("oversight_office:decide", args=[task.pk])))
    for name in ("Rượu từ 5,5 độ", "Trang thiết bị y tế"):
        assert f"cho {name}" in page
    desk = at_desk(client, stall)
    assert "cho Rượu từ 5,5 độ" in words(desk.get(url("listing", listing)))
