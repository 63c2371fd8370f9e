"""What a second tab, a strange address and a row that went meanwhile do to the desk's pages of goods."""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from marketplace.desk.exchange.models import ImportJob
from marketplace.listings.models import EditingDraft, Listing
from marketplace.listings.services import save_revision, submit_listing, withdraw_listing
from marketplace.shop.catalogue.models import Category
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import ShippingRate, Stall, StallInvitation, StallMember
from tests.factories.catalogue import CategoryFactory
from tests.factories.listings import listing_draft
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, coffee, only, send
from tests.marketplace.desk.keeper import at_desk, fields_of, latest, soup, url, words
from tests.marketplace.desk.test_access import ALL

pytestmark = pytest.mark.django_db
HUGE: Final = 10**30
KEYS: Final = {"listing_pk", "job_pk"}
WITHOUT_KEY: Final = [name for name, pattern in ALL if not pattern.pattern.converters]
# Their rows are looked for at the chosen stall alone.
NAMING_ROWS: Final = {"desk:orders_selected", "desk:prices"}


@pytest.mark.parametrize("key", [HUGE, 2**63])
def test_key_that_no_row_can_have_is_not_found_at_every_address_of_goods(desk: Client, key: int) -> None:
    walked = []
    for name, pattern in ALL:
        names = set(pattern.pattern.converters)
        if names & KEYS:
            values: dict[str, Any] = {one: key if one in KEYS else "a" * 64 for one in names}
            for answer in (desk.get(reverse(name, kwargs=values)), desk.post(reverse(name, kwargs=values))):
                assert answer.status_code in {404, 405}, name
            walked.append(name)
    assert len(walked) > 15


def test_words_of_a_form_that_another_tab_sent_in_are_kept_and_stand_there_after_the_withdrawal(
    desk: Client, listing: Listing
) -> None:
    """Two tabs: one sends the goods in, the other saves what was typed since."""
    fields = fields_of(desk.get(url("listing_edit", listing)))
    submit_listing(listing=listing)
    answer = desk.post(
        url("listing_edit", listing), {**fields, "title": "Gõ ở tab kia", "buoc": "luu"}, follow=True
    )
    assert "Bản này đang chờ Sở duyệt. Muốn sửa tiếp thì rút lại trước." in words(answer)
    assert "Phần bạn vừa gõ được giữ lại, sẽ hiện ra khi mở lại để sửa." in words(answer)
    assert latest(listing).title != "Gõ ở tab kia"
    withdraw_listing(listing=listing)
    page = desk.get(url("listing_edit", listing))
    assert fields_of(page)["title"] == "Gõ ở tab kia"


def test_button_that_is_pressed_twice_keeps_nothing_that_was_typed(desk: Client, listing: Listing) -> None:
    sent = {**fields_of(desk.get(url("listing_edit", listing))), "buoc": "gui"}
    assert desk.post(url("listing_edit", listing), sent).status_code == 302
    answer = desk.post(url("listing_edit", listing), sent, follow=True)
    assert "Bản này đang chờ Sở duyệt. Muốn sửa tiếp thì rút lại trước." in words(answer)
    assert "Phần bạn vừa gõ" not in words(answer)
    assert not EditingDraft.objects.exclude(data={}).exists()


def test_form_drawn_for_one_stall_begins_nothing_at_another_that_a_second_tab_chose(
    client: Client, stall: Stall
) -> None:
    CategoryFactory.create(name="Cà phê")
    other = StallFactory.create(name="HTX Bến Quan")
    at_desk(client, other)
    person = other.members.get().user
    StallMember.objects.create(stall=stall, user=person, role=MemberRole.OWNER)
    begun = fields_of(client.get(reverse("desk:listing_new")), "main form[method=post]")
    table = fields_of(client.get(reverse("desk:imports")), "form[enctype]")
    assert begun["gian-hang"] == table["gian-hang"] == other.slug
    client.post(reverse("desk:choose", args=[stall.slug]))
    typed = {**begun, "title": "Cà phê mới", "label_group": "food"}
    answer = client.post(reverse("desk:listing_new"), typed)
    assert answer.status_code == 422
    said = f"Trang này mở cho gian hàng khác. Giờ bạn đang làm việc cho «{stall.name}», chưa ghi gì. Xem lại rồi gửi."
    assert said in words(answer)
    again = fields_of(answer, "main form[method=post]")
    assert (again["title"], again["gian-hang"]) == ("Cà phê mới", stall.slug)
    sent = {**table, "table": SimpleUploadedFile("hang.csv", as_csv([coffee()]))}
    answer = client.post(reverse("desk:imports"), sent)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert not ImportJob.objects.exists()
    assert not Listing.objects.exists()
    # Sent once more from the page that names the stall, it begins there.
    again["category"] = str(Category.objects.get().pk)
    assert client.post(reverse("desk:listing_new"), again).status_code == 302
    assert Listing.objects.get().stall_id == stall.pk


def at_two_stalls(client: Client, stall: Stall, role: str = MemberRole.OWNER) -> Stall:
    """Sign in somebody of this stall and of a second one, which is returned and not the chosen one."""
    other = StallFactory.create(name="HTX Bến Quan")
    at_desk(client, stall, role)
    user = stall.members.get(role=role).user
    StallMember.objects.create(stall=other, user=user, role=role)
    client.post(reverse("desk:choose", args=[stall.slug]))
    return other


def test_every_form_that_names_no_row_says_for_which_stall_it_was_drawn(client: Client, stall: Stall) -> None:
    Stall.objects.filter(pk=stall.pk).update(
        away_from=timezone.localdate(), away_until=timezone.localdate() + timedelta(days=2)
    )
    drawn = set()
    for role in (MemberRole.OWNER, MemberRole.PACKER):
        at_desk(client, stall, role)
        for name in WITHOUT_KEY:
            answer = client.get(reverse(name))
            is_page = answer.headers["Content-Type"].startswith("text/html")
            for form in soup(answer).select("main form[method=post]") if is_page else []:
                found = resolve(str(form.get("action") or reverse(name)))
                if found.namespace == "desk" and not found.kwargs and found.view_name not in NAMING_ROWS:
                    assert [one["value"] for one in form.select("[name=gian-hang]")] == [stall.slug], name
                    drawn.add(found.view_name)
    assert drawn == {
        f"desk:{one}"
        for one in (
            "close",
            "days_off",
            "delivery",
            "imports",
            "leave",
            "listing_new",
            "members",
            "open_again",
        )
    }


@pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.MANAGER])
def test_form_of_another_stall_changes_nothing_at_the_chosen_one_and_leads_to_the_meant_one(
    client: Client, stall: Stall, role: str
) -> None:
    other = at_two_stalls(client, stall, role)
    before = (
        Stall.objects.filter(pk=stall.pk).values().get(),
        list(ShippingRate.objects.filter(stall=stall).values()),
        list(StallMember.objects.values()),
    )
    typed = {
        "gian-hang": other.slug,
        "first": timezone.localdate().isoformat(),
        "last": timezone.localdate().isoformat(),
        "email": "ban@example.vn",
        "role": "packer",
        "name": stall.name,
    }
    asked = [name for name in WITHOUT_KEY if name not in NAMING_ROWS]
    answers = {name: client.post(reverse(name), typed) for name in asked}
    refused = {name: answer for name, answer in answers.items() if answer.status_code not in {404, 405}}
    stays = {"desk:leave", "desk:days_off", "desk:open_again", "desk:delivery"}
    owns = {"desk:members", "desk:close"} if role == MemberRole.OWNER else set()
    assert {name for name, answer in refused.items() if answer.status_code == 409} == stays | owns
    assert {name for name, answer in refused.items() if answer.status_code == 422} == {
        "desk:imports",
        "desk:listing_new",
    }
    page = soup(answers["desk:leave"])
    said = f"Giờ bạn đang làm việc cho «{stall.name}», chưa ghi gì."
    assert said in " ".join(page.get_text(" ").split())
    ways = [str(form["action"]) for form in page.select("main form")]
    assert ways == [reverse("desk:choose", args=[other.slug])]
    assert before == (
        Stall.objects.filter(pk=stall.pk).values().get(),
        list(ShippingRate.objects.filter(stall=stall).values()),
        list(StallMember.objects.values()),
    )
    assert not StallInvitation.objects.exists()


def test_form_of_a_stall_at_which_the_person_does_not_work_names_no_way_there(
    client: Client, stall: Stall
) -> None:
    at_desk(client, stall)
    stranger = StallFactory.create(name="Gian người khác")
    answer = client.post(reverse("desk:open_again"), {"gian-hang": stranger.slug})
    assert answer.status_code == 409
    assert not soup(answer).select("main form")
    assert "Gian người khác" not in words(answer)


def test_editor_of_a_stall_that_another_tab_left_writes_nothing_and_leads_back_with_all_that_was_typed(
    client: Client, stall: Stall
) -> None:
    other = at_two_stalls(client, stall)
    listing = listing_draft(stall=stall)
    fields = {**fields_of(client.get(url("listing_edit", listing))), "title": "Gõ trước khi sang gian kia"}
    assert fields["gian-hang"] == stall.slug
    client.post(reverse("desk:choose", args=[other.slug]))
    before = latest(listing).title
    said = f"Giờ bạn đang làm việc cho «{other.name}», chưa ghi gì."
    answer = client.post(url("listing_edit", listing), {**fields, "buoc": "luu"})
    assert (answer.status_code, said in words(answer)) == (409, True)
    ways = [str(form["action"]) for form in soup(answer).select("main form")]
    assert ways == [reverse("desk:choose", args=[stall.slug])]
    told = client.post(url("listing_keep", listing), fields)
    assert (told.status_code, said in told.json()["words"]) == (409, True)
    assert latest(listing).title == before
    assert not EditingDraft.objects.exclude(data={}).exists()
    # Back at its stall, the same page is sent once more.
    client.post(ways[0])
    assert client.post(url("listing_edit", listing), {**fields, "buoc": "luu"}).status_code == 302
    assert latest(listing).title == "Gõ trước khi sang gian kia"


def test_editor_of_strangers_stays_unknown_whatever_stall_the_form_names(
    client: Client, stall: Stall
) -> None:
    at_desk(client, stall)
    theirs = listing_draft(stall=StallFactory.create(name="Gian người khác"))
    for slug in (stall.slug, None):
        named = {} if slug is None else {"gian-hang": slug}
        for name in ("listing_edit", "listing_keep"):
            assert client.post(url(name, theirs), named).status_code == 404
    for name in ("listing_edit", "listing_keep"):
        answer = client.post(url(name, theirs), {"gian-hang": theirs.stall.slug})
        assert (answer.status_code, "Gian người khác" in answer.content.decode()) == (409, False)


def test_draft_that_names_a_category_which_went_is_shown_edited_and_exported(
    desk: Client, stall: Stall
) -> None:
    listing = listing_draft(stall=stall)
    gone = CategoryFactory.create(name="Sắp bỏ")
    save_revision(listing=listing, content={"category": gone})
    gone.delete()
    for name in ("listing", "listing_edit", "listing_preview"):
        assert desk.get(url(name, listing)).status_code == 200, name
    assert desk.get(reverse("desk:listings")).status_code == 200
    assert desk.get(reverse("desk:import_export") + "?dang=csv").status_code == 200
    said = words(desk.post(url("listing_submit", listing), follow=True))
    assert "Danh mục này không còn nữa. Chọn danh mục khác." in said
    assert desk.post(url("listing_duplicate", listing), follow=True).status_code == 200
    keeper = stall.members.get().user
    job = send(stall, keeper, as_csv([{"sku": listing.sku, "title": "Tên từ bảng"}]))
    assert only(job).problems == [[2, "category", "Bạn chưa chọn danh mục."]]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7|add:7 }}{% now 'Y' %}", "\u202eevil\u0000", "' OR 1=1 --"]
)
def test_hostile_words_of_goods_are_words_on_every_page_of_the_desk(
    desk: Client, listing: Listing, text: str
) -> None:
    fields = fields_of(desk.get(url("listing_edit", listing)))
    typed = {
        **fields,
        "title": text,
        "description": text,
        "v0-name": text[:60],
        "v0-unit": text[:40],
        "buoc": "luu",
    }
    assert desk.post(url("listing_edit", listing), typed).status_code in {302, 422}
    desk.post(url("listing_keep", listing), typed)
    for address in (
        url("listing", listing),
        url("listing_edit", listing),
        url("listing_preview", listing),
        reverse("desk:listings"),
        reverse("desk:prices"),
        reverse("desk:home"),
        reverse("desk:listings") + "?tim=" + "%3Cscript%3E",
    ):
        page = desk.get(address)
        assert page.status_code == 200, address
        assert "<script>alert(1)" not in page.content.decode(), address
        assert "\x00" not in page.content.decode()


STRANGE: Final = (
    ("so-quy-cach", "999999999999999"),
    ("so-giay-to", "-1"),
    ("ban-goc", "9" * 40),
    ("v0-price", "9" * 30),
    ("v0-stock", "1e9"),
    ("v0-weight_g", "-5"),
    ("v0-net_quantity", "1e400"),
    ("nhan-net_quantity", "NaN"),
    ("nhan-ethanol_percent", "Infinity"),
    ("category", "999999999999999999999"),
    ("origin_ward", "x" * 300),
    ("ocop_stars", "4.5"),
    ("ocop_set", "9" * 25),
    ("ocop_issued_on", "0000-00-00"),
    ("label_group", "../../etc"),
    ("p0-kind", "none"),
    ("anh-x-thu-tu", "9" * 40),
    ("luu-de", "9" * 40),
)


def test_value_that_no_page_would_send_is_refused_or_left_and_never_breaks_the_editor(
    desk: Client, listing: Listing
) -> None:
    address = url("listing_edit", listing)
    for field, value in STRANGE:
        sent = {**fields_of(desk.get(address)), field: value}
        assert desk.post(address, {**sent, "buoc": "luu"}).status_code in {200, 302, 409, 422}, field
        assert desk.post(url("listing_keep", listing), sent).status_code == 200, field
        assert desk.get(address).status_code == 200, field
        desk.post(url("listing_forget", listing))


def test_address_typed_by_hand_never_breaks_a_list(desk: Client, listing: Listing) -> None:
    for name in ("prices", "listings", "imports"):
        for query in (
            f"mat-hang={10**14}",
            f"mat-hang={HUGE}",
            "mat-hang=x",
            "trang=-1",
            f"trang={HUGE}",
            "trang=x",
        ):
            assert desk.get(f"{reverse(f'desk:{name}')}?{query}").status_code == 200, (name, query)
    assert latest(listing).title == listing.title
