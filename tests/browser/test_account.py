"""The road of somebody with an account: opened, proven by mail, used, left."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo
from tests.browser.shopping import (
    CHILLI,
    COFFEE,
    SALT,
    add_from_card,
    fill_details,
    follow_letter,
    go_to_review,
    open_letter,
    place,
    sign_in,
    wait_for_letters,
)

pytestmark = pytest.mark.needs_chromium

SIGN_IN = re.compile(r"/tai-khoan/dang-nhap/\?next=")
PASSWORD = "Ruộng bậc thang mùa nước 7"


def test_account_is_opened_proven_used_and_left(visit: OpenPage) -> None:
    page, email = visit(), f"chi-nhung-{uuid4().hex[:10]}@example.vn"

    # As a guest first: an order that joins the account once the address is proven.
    page.goto(f"/gian-hang/{CHILLI.stall_slug}/")
    add_from_card(page, CHILLI)
    expect(page.locator("[data-basket-count]")).to_have_text("1")
    page.goto("/thanh-toan/")
    fill_details(page, email)
    go_to_review(page)
    number, _ = place(page)

    page.goto("/tai-khoan/")
    page.wait_for_url(SIGN_IN)
    page.get_by_role("link", name="Mở tài khoản").click()
    page.get_by_label("Họ và tên").fill("Trần Thị Hồng Nhung")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Mở tài khoản").click()
    page.wait_for_url(SIGN_IN)
    expect(page.locator(".messages")).to_contain_text(f"Sàn vừa gửi thư tới {email}.")
    expect(page.get_by_label("Thư điện tử")).to_have_value(email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/tai-khoan/")
    expect(page.get_by_role("link", name=f"Đơn {number}")).to_have_count(0)

    subject = "Xác minh địa chỉ thư của bạn"
    assert wait_for_letters(page, 1, email, about=subject) == [subject]
    open_letter(page, email, subject)
    follow_letter(page, "Xác minh")
    page.get_by_role("button", name="Đúng, là của tôi").click()
    page.goto("/tai-khoan/don-hang/")
    expect(page.get_by_role("link", name=f"Đơn {number}")).to_have_count(1)

    # Put aside, order again.
    page.goto(f"/san-pham/{SALT.slug}/")
    page.get_by_role("button", name="Để dành").click()
    page.goto("/tai-khoan/yeu-thich/")
    expect(page.get_by_role("link", name=SALT.title)).to_have_count(1)
    page.goto("/tai-khoan/don-hang/")
    page.get_by_role("button", name="Đặt lại").click()
    page.wait_for_url("**/gio-hang/")
    expect(page.get_by_role("link", name=CHILLI.title)).to_have_count(1)

    # Out, and in again.
    page.goto("/tai-khoan/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto("/tai-khoan/don-hang/")
    page.wait_for_url(SIGN_IN)
    sign_in(page, email, PASSWORD)
    page.goto("/")
    expect(page.locator("[data-account]")).to_contain_text("Nhung")


def test_wrong_password_says_so_and_keeps_the_address(visit: OpenPage, floor: Demo) -> None:
    page, shopper = visit(), floor.person("Người mua")
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Thư điện tử").fill(shopper.email)
    page.get_by_label("Mật khẩu").fill("không phải mật khẩu này")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Thư điện tử")).to_have_value(shopper.email)
    page.goto("/tai-khoan/don-hang/")
    page.wait_for_url(SIGN_IN)


def test_shopper_of_the_demo_orders_with_a_saved_address(visit: OpenPage, floor: Demo) -> None:
    page, shopper = visit(), floor.person("Người mua")
    sign_in(page, shopper.email, shopper.password)
    page.goto(f"/gian-hang/{COFFEE.stall_slug}/")
    add_from_card(page, COFFEE)
    expect(page.locator("[data-toasts]")).to_contain_text(f"Đã cho vào giỏ: {COFFEE.title}.")
    page.goto("/thanh-toan/")
    page.get_by_role("button", name="Nguyễn Minh Anh, 15 đường Trần Phú").click()
    expect(page.get_by_label("Số nhà, đường, thôn")).to_have_value("15 đường Trần Phú")
    go_to_review(page)
    number, _ = place(page)
    page.goto("/tai-khoan/don-hang/")
    expect(page.get_by_role("link", name=f"Đơn {number}")).to_have_count(1)
    page.get_by_role("link", name=f"Đơn {number}").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("Sàn Quảng Trị, Sở Công Thương tỉnh Quảng Trị, 0900 044 000")).to_be_visible()
    expect(page.get_by_role("link", name="Sổ địa chỉ")).to_be_hidden()
