"""A finding of the check leads to its place on the officers' page, whatever the place is."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from marketplace.listings.drafting.content import Photo
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, ListingRemark
from marketplace.listings.screening import services
from marketplace.listings.screening.enums import FindingKind
from marketplace.listings.screening.models import Finding, ScreeningLimits
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.services import approve, save_revision
from marketplace.notifications.models import Message
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.listings import LABEL, listing_draft, officer, paper, photo, price_of, submitted
from tests.marketplace.listings.screening.test_screen import big_photo
from tests.marketplace.listings.screening.test_stage import broken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def page_of(desk: Client, task_state: TaskState) -> str:
    answer = desk.get(reverse("oversight_office:decide", args=[task_state.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def targets(page: str) -> list[str]:
    """Return where the findings of the page lead, in order; each place is there, once."""
    listed = page.split('class="office-findings"')[1].split("</ul>", maxsplit=1)[0]
    found = re.findall(r'<a href="#([^"]+)"', listed)
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert [target for target in found if ids[target] != 1] == []
    assert [name for name, number in ids.items() if number > 1 and not name.startswith("icon-")] == []
    return found


def marked(page: str, anchor: str) -> str:
    """Return the words that are marked from ``anchor`` on, to the end of its mark."""
    after = page.split(f'id="{anchor}"')[1].split(">", 1)[1]
    return re.sub(r"<[^>]+>", "", after.split("</mark>")[0])


def findings() -> dict[str, Finding]:
    return {finding.quote: finding for finding in Finding.objects.exclude(quote="")}


def test_words_lead_to_themselves_in_every_text(desk: Client) -> None:
    task_state = submitted(
        title="Xì gà Cùa",
        description="Uống trà này. Cam kết 100% sạch.",
        label_data={**LABEL, "usage": "Uống để điều trị đau lưng"},
        variants=[
            price_of(98_000, sku="G-1", name="Gói nhỏ"),
            price_of(99_000, sku="G-2", name="Hộp thần dược"),
            price_of(97_000, sku="G-3", name="Gói to", unit="gói, gọi 0912 345 678"),
        ],
        photos=[big_photo(), Photo(big_photo(mirrored=True).picture, "Đặc trị ho")],
    )
    page = page_of(desk, task_state)
    found = findings()
    words = ["Xì gà", "Cam kết 100%", "điều trị", "thần dược", "0912 345 678", "Đặc trị"]
    assert {word: word in found for word in words} == dict.fromkeys(words, True)
    assert set(targets(page)) == {f"p{finding.pk}" for finding in Finding.objects.all()}
    assert {word: marked(page, f"p{found[word].pk}") for word in words} == {word: word for word in words}


def test_findings_on_the_same_letters_each_lead_there(desk: Client) -> None:
    submitted(title="Xì gà 0912 345 678")
    task_state = submitted(title="Xì gà 0912 345 678", photos=[big_photo()])
    page = page_of(desk, task_state)
    kinds = set(
        Finding.objects.filter(field="title", check_run__revision=task_state.revision_id).values_list(
            "kind", flat=True
        )
    )
    assert kinds == {FindingKind.GOODS, FindingKind.CONTACT, FindingKind.TITLE}
    on_title = [
        f"p{pk}"
        for pk in Finding.objects.filter(
            field="title", check_run__revision=task_state.revision_id
        ).values_list("pk", flat=True)
    ]
    assert len(on_title) >= 3
    assert set(on_title) <= set(targets(page))


def test_changed_words_around_a_place_do_not_double_it(desk: Client) -> None:
    user = officer("hai@example.vn")
    listing = approve(task_state=submitted(description="Cà phê chữa mất ngủ cho mọi nhà."), user=user)
    save_revision(listing=listing, content={"description": "Trà chữa mất ngon, chữa mất ngủ và lo."})
    page = page_of(desk, submitted(listing))
    finding = Finding.objects.filter(quote="chữa mất ngủ").latest("pk")
    assert f"p{finding.pk}" in targets(page)
    assert page.count(f'id="p{finding.pk}"') == 1


def test_two_label_lines_of_one_name_are_one_row_in_which_both_are_found(desk: Client) -> None:
    listing = listing_draft(photos=[big_photo()])
    rows = {**LABEL, "shelf_life_days": 365, "expires_on": "Dùng để điều trị trong 365 ngày"}
    save_revision(listing=listing, content={"label_data": rows})
    page = page_of(desk, submitted(listing))
    finding = Finding.objects.get(field="expires_on")
    assert marked(page, f"p{finding.pk}") == "điều trị"
    assert f"p{finding.pk}" in targets(page)


def test_picture_leads_to_itself_and_a_row_to_its_line(desk: Client) -> None:
    task_state = submitted(photos=[big_photo(), photo("red")])
    page = page_of(desk, task_state)
    small = Finding.objects.get(kind=FindingKind.SMALL_PICTURE)
    assert small.start == 1
    assert targets(page) == ["anh-1"]
    place = page.split('id="anh-1"')[0].rpartition("<img")[2]
    assert "loading" not in place
    assert page.index('id="anh-0"') < page.index('id="anh-1"')


def content_with(kind: FindingKind) -> dict[str, Any]:
    """Return a listing's content in which the check finds this kind, and make what it is compared with."""
    soon = timezone.localdate() + timedelta(days=3)
    if kind == FindingKind.TITLE:
        submitted(title="Cà phê Cùa")
    elif kind == FindingKind.PICTURE:
        submitted(photos=[big_photo()])
    elif kind == FindingKind.PRICE:
        category = CategoryFactory.create()
        for _number in range(ScreeningLimits().price_min_goods):
            published_product(category=category, price=100_000)
    contents: dict[FindingKind, dict[str, Any]] = {
        FindingKind.GOODS: {"title": "Xì gà Cùa"},
        FindingKind.CLAIM: {"description": "Chữa mất ngủ."},
        FindingKind.CONTACT: {"description": "Gọi 0912 345 678 nhé."},
        FindingKind.TITLE: {"title": "Cà phê Cùa"},
        FindingKind.PICTURE: {},
        FindingKind.SMALL_PICTURE: {"photos": [photo()]},
        FindingKind.PRICE: {"variants": [price_of(90_000_000)]},
        FindingKind.PAPER: {
            "papers": [paper(PaperKind.STANDARD, soon), paper(PaperKind.OCOP)],
            "ocop_stars": 4,
            "ocop_expires_on": soon,
            "description": "OCOP 5 sao",
        },
        FindingKind.FAULT: {},
    }
    return {"photos": [big_photo()], **contents[kind]}


@pytest.mark.parametrize("kind", list(FindingKind))
def test_every_kind_leads_to_a_place_that_is_there(
    desk: Client, monkeypatch: pytest.MonkeyPatch, kind: FindingKind
) -> None:
    content = content_with(kind)
    if kind == FindingKind.FAULT:
        monkeypatch.setattr(services, "screen", broken)
    task_state = submitted(**content)
    if kind == FindingKind.FAULT:
        for _number in range(services.MOST_TRIES):
            services.run_waiting_checks()
        task_state = waiting_tasks().get()
    page = page_of(desk, task_state)
    found = Finding.objects.filter(check_run__revision=task_state.revision_id)
    assert kind in set(found.values_list("kind", flat=True))
    assert len(targets(page)) == found.count()
    assert "so-sanh" not in targets(page)


def test_title_longer_than_a_quote_is_marked_whole(desk: Client) -> None:
    longest = Listing._meta.get_field("title").max_length or 0
    title = ("Cà phê Arabica Hướng Hóa rang mộc " * 20)[:longest].strip()
    submitted(title=title)
    page = page_of(desk, submitted(title=title, photos=[big_photo()]))
    finding = Finding.objects.get(kind=FindingKind.TITLE)
    assert targets(page) == [f"p{finding.pk}"]
    assert marked(page, f"p{finding.pk}") == title


def test_line_that_the_edit_leaves_out_is_shown_and_may_be_remarked_on(desk: Client) -> None:
    user = officer("hai@example.vn")
    listing = approve(task_state=submitted(label_data={**LABEL, "lot_code": "L-2611"}), user=user)
    save_revision(listing=listing, content={"label_data": dict(LABEL)})
    task_state = submitted(listing)
    assert 'id="muc-lot_code"' in page_of(desk, task_state)
    address = reverse("oversight_office:decide", args=[task_state.pk])
    sent = {"decision": "changes", "remark-lot_code": "Vì sao bỏ?"}
    assert desk.post(address, sent).status_code == 302
    assert ListingRemark.objects.get().text == "Vì sao bỏ?"
    remarks = Message.objects.filter(kind="listing_decided").latest("pk").context["remarks"]
    assert remarks == [["Nhãn: Mã nhận diện lô", "Vì sao bỏ?"]]


def test_place_that_is_not_there_any_more_leads_to_its_row(desk: Client) -> None:
    task_state = submitted(description="Chữa mất ngủ.", photos=[big_photo()])
    Finding.objects.update(start=5, end=17)
    assert targets(page_of(desk, task_state)) == ["muc-description"]
    Finding.objects.update(field="field-of-the-past")
    assert targets(page_of(desk, task_state)) == ["so-sanh"]
