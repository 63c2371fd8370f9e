"""The whole road of a guest with a phone: find, order from three stalls, read the mail, cancel a part."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, OpenPage
from tests.browser.shopping import (
    CHILLI,
    COFFEE,
    ORDER_PATH,
    SALT,
    add_from_card,
    agree,
    card,
    fill_basket,
    fill_details,
    follow_letter,
    go_to_review,
    letters,
    open_letter,
    order_of,
    place,
    search,
    stock_of,
    wait_for_letters,
)

pytestmark = pytest.mark.needs_chromium

WAITS = "Chờ gian hàng xác nhận"
STALLS = [COFFEE.stall, SALT.stall, CHILLI.stall]


def somebody() -> str:
    """Return an address that nobody used before, so that the floor may be an old one."""
    return f"khach-{uuid4().hex[:10]}@example.vn"


def stalls_of(page: Page) -> list[str]:
    """Return whose parts the page shows."""
    names = page.locator(".part .part-head h2").all_inner_texts()
    return sorted(re.sub(r"^Phần \d: ", "", name) for name in names)


def test_guest_orders_from_three_stalls_and_cancels_one_part(visit: OpenPage) -> None:
    page, email = visit(), somebody()
    before = {goods: stock_of(page, goods) for goods in (COFFEE, SALT, CHILLI)}

    fill_basket(page)
    page.get_by_role("link", name="Giỏ hàng", exact=False).first.click()
    page.wait_for_url("**/gio-hang/")
    assert stalls_of(page) == sorted(STALLS)
    page.locator(".bottom-bar").get_by_role("button", name="Đặt hàng").click()
    page.wait_for_url("**/thanh-toan/")
    fill_details(page, email)
    go_to_review(page)
    assert stalls_of(page) == sorted(STALLS)
    expect(page.get_by_text("24 đường Lê Lợi, phường Thuận Hóa, ")).to_be_visible()
    assert {goods: stock_of(page, goods) for goods in before} == before  # nothing is bound yet
    page.goto("/thanh-toan/xem-lai/")
    number, path = place(page)

    assert stalls_of(page) == sorted(STALLS)
    expect(page.locator(".part .part-head .badge")).to_have_text([WAITS] * 3)
    assert wait_for_letters(page, 1, email) == [f"Sàn đã nhận đơn {number}"]
    parts = [f"Đơn mới {number}-{part}, chờ gian hàng xác nhận" for part in (1, 2, 3)]
    assert sorted(wait_for_letters(page, 3, about=f"{number}-")) == parts
    assert {goods: stock_of(page, goods) for goods in before} == {
        COFFEE: before[COFFEE] - 1,
        SALT: before[SALT] - 2,
        CHILLI: before[CHILLI] - 1,
    }

    open_letter(page, email, f"Sàn đã nhận đơn {number}")
    follow_letter(page, "Xem đơn của bạn")
    assert order_of(page) == (number, path)
    part = page.locator(".part").filter(has_text=SALT.title)
    part.get_by_role("link", name="Hủy phần này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hủy phần của {SALT.stall}?")
    page.get_by_role("button", name="Hủy phần này").click()
    page.wait_for_url(ORDER_PATH)
    expect(part.locator(".part-head .badge")).to_have_text("Đã hủy")
    expect(page.locator(".part .part-head .badge").filter(has_text=WAITS)).to_have_count(2)
    expect(page.get_by_role("link", name="Hủy phần này")).to_have_count(2)
    assert {goods: stock_of(page, goods) for goods in before} == {
        COFFEE: before[COFFEE] - 1,
        SALT: before[SALT],
        CHILLI: before[CHILLI] - 1,
    }
    cancelled = wait_for_letters(page, 1, about="đừng gửi hàng")[0]
    assert re.fullmatch(rf"Khách đã hủy {number}-\d, đừng gửi hàng", cancelled)
    assert wait_for_letters(page, 2, email) == [
        f"Đã hủy phần của {SALT.stall} trong đơn {number}",
        f"Sàn đã nhận đơn {number}",
    ]


def test_double_click_reload_and_a_form_sent_again_make_one_order(visit: OpenPage) -> None:
    page, email = visit(), somebody()
    page.goto(f"/gian-hang/{CHILLI.stall_slug}/")
    add_from_card(page, CHILLI)
    expect(page.locator("[data-basket-count]")).to_have_text("1")
    page.goto("/thanh-toan/")
    fill_details(page, email)
    go_to_review(page)
    agree(page)
    form = page.locator("main form")
    sent = form.evaluate("form => Object.fromEntries(new FormData(form))")
    action = form.get_attribute("action") or ""
    page.get_by_role("button", name="Đặt hàng", exact=True).dblclick()
    page.wait_for_url(ORDER_PATH)
    number, path = order_of(page)

    page.reload()
    assert order_of(page) == (number, path)
    again = page.request.post(action, form=sent, headers={"Referer": page.url})
    assert again.status == 200
    assert again.url.endswith(path)
    page.goto("/gio-hang/")
    expect(page.get_by_role("heading", name="Giỏ còn trống")).to_be_visible()
    assert wait_for_letters(page, 1, email) == [f"Sàn đã nhận đơn {number}"]
    page.wait_for_timeout(1500)  # as long as a second letter could take
    assert letters(page, email) == [f"Sàn đã nhận đơn {number}"]


def test_the_road_without_script(visit: OpenPage) -> None:
    page, email = visit(script=False), somebody()
    page.goto("/")
    search(page, "bo phin nhom")
    add_from_card(page, COFFEE)
    page.wait_for_url("**/gio-hang/")
    expect(page.locator(".messages")).to_contain_text(f"Đã cho vào giỏ: {COFFEE.title}.")
    page.goto(f"/san-pham/{SALT.slug}/")
    page.get_by_role("button", name="Thêm vào giỏ", exact=True).click()
    page.wait_for_url("**/gio-hang/")
    page.goto(f"/gian-hang/{CHILLI.stall_slug}/")
    add_from_card(page, CHILLI)
    page.wait_for_url("**/gio-hang/")
    assert stalls_of(page) == sorted(STALLS)

    line = page.locator(".line").filter(has_text=SALT.title)
    line.get_by_label("Số lượng").fill("3")
    page.get_by_role("button", name="Tính lại giỏ hàng").click()
    expect(line.get_by_label("Số lượng")).to_have_value("3")
    line.get_by_role("button", name="Bớt một").click()
    expect(line.get_by_label("Số lượng")).to_have_value("2")
    page.locator(".bottom-bar").get_by_role("button", name="Đặt hàng").click()
    page.wait_for_url("**/thanh-toan/")
    fill_details(page, email, script=False)
    go_to_review(page)
    assert stalls_of(page) == sorted(STALLS)
    number, _ = place(page)
    assert stalls_of(page) == sorted(STALLS)
    assert wait_for_letters(page, 1, email) == [f"Sàn đã nhận đơn {number}"]


def test_printed_order_fits_two_sheets_and_names_floor_and_stalls(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    fill_basket(page)
    page.goto("/thanh-toan/")
    fill_details(page, somebody())
    go_to_review(page)
    place(page)
    letterhead = page.get_by_text("Sàn Quảng Trị, Sở Công Thương tỉnh Quảng Trị, 0900 044 000")
    expect(letterhead).to_be_hidden()

    page.emulate_media(media="print")
    expect(letterhead).to_be_visible()
    expect(page.get_by_text("Điện thoại gian hàng:")).to_have_count(3)
    for part in page.locator(".part").all():
        expect(part.get_by_text("Điện thoại gian hàng:")).to_be_visible()
    for left_out in ("Hủy phần này", "Gọi gian hàng", "Tải bản xác nhận"):
        expect(page.get_by_role("link", name=left_out).first).to_be_hidden()
    expect(page.get_by_role("search")).to_be_hidden()
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", margin={"top": "1cm", "bottom": "1cm"}))
    assert len(sheets) <= 2


def test_facets_narrow_a_list_and_say_so(visit: OpenPage) -> None:
    page = visit()
    page.goto("/tim-kiem/?q=muoi+tieu+cua")
    expect(card(page, SALT)).to_have_count(1)
    page.goto("/tim-kiem/?q=muoi+tieu+cua&gia-tu=9000000")
    expect(card(page, SALT)).to_have_count(0)


def test_row_of_aisles_opens_at_the_one_that_is_shown(visit: OpenPage) -> None:
    page = visit()
    page.goto("/danh-muc/qua-tang/")
    expect(page.locator(".category-bar [aria-current=page]")).to_have_text("Quà tặng")
    expect(page.locator(".category-bar [aria-current=page]")).to_be_in_viewport(ratio=1)
    page.goto("/")
    expect(page.locator(".category-bar [aria-current]")).to_have_count(0)
    expect(page.get_by_role("button", name="Danh mục")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [PHONE, NARROW, (320, 740)])
def test_no_way_back_is_cut_on_a_phone(visit: OpenPage, size: tuple[int, int]) -> None:
    page = visit(size=size)
    page.goto("/san-pham/muc-mot-nang-cua-viet/")
    shown = page.locator(".crumbs a").filter(visible=True)
    assert shown.evaluate_all(
        "all => all.map(one => [one.textContent, one.scrollWidth > one.clientWidth])"
    ) == [
        ["Hải sản, nước mắm", False],
        ["Hải sản khô, một nắng", False],
    ]


def test_trail_cuts_the_pages_own_name_before_the_way_back(visit: OpenPage) -> None:
    page = visit()
    page.goto("/tin-tuc/khe-sanh-vao-mua-hai-chin/")
    cut = page.locator(".crumbs a, .crumbs li:last-child").evaluate_all(
        "steps => steps.map(step => [step.textContent, step.scrollWidth > step.clientWidth])"
    )
    assert cut == [
        ["Trang chủ", False],
        ["Tin tức", False],
        ["Khe Sanh vào mùa hái chín, giá cà phê tươi nhích lên từng tuần", True],
    ]
