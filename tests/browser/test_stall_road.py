"""The stallkeeper's road on a phone: apply, mend a paper, be verified, list, mend, be refused, correct, be found."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.demo import Demo
from tests.browser.selling import (
    REGISTRATION,
    begin_listing,
    fill_label,
    fill_variant,
    hand_in,
    look,
    open_account,
    photo,
    send_paper,
    somebody,
    write_dossier,
)
from tests.browser.shopping import wait_for_letters
from tests.browser.test_officer import sign_in_officer

pytestmark = pytest.mark.needs_chromium

REASON = "Trùng với mặt hàng đã có."
REFUSAL = "Tên hàng giống hệt mứt ổi của gian hàng bên; ghi rõ khác ở chỗ nào."
REMARK = "Bỏ số điện thoại trong lời mô tả; người mua liên hệ qua trang gian hàng."


def open_dossier(office: Page, stall: str) -> None:
    """Open the dossier out of the officers' one queue."""
    office.goto("/quan-tri/duyet/")
    office.get_by_role("link", name=stall).first.click()
    expect(office.locator("main h1:visible").last).to_contain_text(stall)


def open_listing(office: Page, title: str) -> None:
    """Open a listing out of the officers' one queue."""
    office.goto("/quan-tri/duyet/")
    office.get_by_role("link", name=title).click()
    expect(office.locator("main h1:visible").last).to_contain_text(title)


def find(shopper: Page, title: str) -> None:
    """Search until the goods are there: pictures and index are made beside us."""
    for _ in range(60):
        shopper.goto(f"/tim-kiem/?q={title}")
        found = shopper.get_by_role("link", name=title, exact=True)
        if found.count():
            break
        shopper.wait_for_timeout(250)
    found.first.click()


def ask_for_a_better_paper(office: Page) -> None:
    """Send the dossier back for the sake of one paper."""
    paper = office.get_by_role("group", name=REGISTRATION)
    expect(paper.get_by_text("Vì sao cần bản khác")).to_be_hidden()
    paper.get_by_label("Cần bản khác").check()
    expect(paper.get_by_text("Vì sao cần bản khác")).to_be_visible()
    paper.get_by_label("Ảnh bị lóa hoặc mờ").check()
    office.get_by_label("Có giấy tờ cần bản khác, lời dặn ở từng giấy.").check()
    office.get_by_role("button", name="Yêu cầu bổ sung").click()


def verify(office: Page) -> None:
    """Accept the paper, compare who they are, and open the stall."""
    office.get_by_role("group", name=REGISTRATION).get_by_label("Đạt").check()
    office.locator("input[name=identity]").check()
    office.get_by_role("button", name="Xác minh", exact=True).click()


def apply(phone: Page, office: Page, floor: Demo, *, stall: str) -> str:
    """Open a stall: one paper has to be sent twice. Return the path of its page."""
    email = somebody()
    open_account(phone, email)
    write_dossier(phone, stall=stall, email=email)
    send_paper(phone, REGISTRATION, photo("giay-mo.jpg", seed=1))
    look(phone, "06-giay-to")
    hand_in(phone)
    look(phone, "08-da-nop")

    sign_in_officer(office, floor)
    open_dossier(office, stall)
    look(office, "09-can-bo-ho-so")
    ask_for_a_better_paper(office)

    subject = f"{stall}: hồ sơ cần bổ sung"
    assert wait_for_letters(phone, 1, email, about=subject) == [subject]
    phone.goto("/mo-gian-hang/")
    expect(phone.locator("main")).to_contain_text("Ảnh bị lóa hoặc mờ, chưa đọc được số.")
    look(phone, "10-can-bo-sung")
    phone.get_by_role("link", name="Bổ sung hồ sơ").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Giấy tờ")
    send_paper(phone, REGISTRATION, photo("giay-ro.jpg", seed=2))
    hand_in(phone)

    open_dossier(office, stall)
    look(office, "11-can-bo-ho-so-lan-2")
    verify(office)
    phone.goto("/mo-gian-hang/")
    look(phone, "12-da-xac-minh")
    expect(phone.locator("main")).to_contain_text("Sở đã xác minh")
    return str(phone.get_by_role("link", name="Xem gian hàng").get_attribute("href"))


def set_delivery(phone: Page) -> None:
    """Do what the desk asks of a new stall: say what bringing goods costs."""
    phone.get_by_role("link", name="Vào bàn làm việc").click()
    expect(phone.locator("main")).to_contain_text("Gian hàng chưa có mặt hàng nào")
    look(phone, "13-ban-lam-viec")
    phone.get_by_role("link", name="Đặt phí giao").click()
    province = phone.get_by_role("region", name="Giao trong tỉnh")
    province.get_by_role("checkbox").check()
    province.get_by_label("Phí giao").fill("18.000")
    province.get_by_label("Sớm nhất").fill("1")
    province.get_by_label("Chậm nhất").fill("3")
    look(phone, "13-phi-giao")
    phone.get_by_role("button", name="Lưu").click()
    expect(phone.locator(".messages")).to_be_visible()
    phone.goto("/kenh-ban-hang/")
    expect(phone.locator("main")).not_to_contain_text("Chưa có cách giao hàng")


def list_goods(phone: Page, title: str) -> None:
    """Write a listing with two pictures and two variants, look at it as a shopper would, and submit it."""
    begin_listing(phone, title)
    look(phone, "15-sua-mat-hang")
    phone.get_by_label("Mô tả").fill("Ổi chín trong vườn, nấu chậm với đường mía. Gọi 0905 777 888 để đặt.")
    phone.get_by_label("Chọn ảnh có sẵn").set_input_files(
        [photo("hu-mut.jpg", seed=3), photo("nhan.jpg", seed=4)]
    )
    expect(phone.locator(".desk-pictures li")).to_have_count(2)
    fill_variant(phone, 1, grams=250, price="65.000", stock="20")
    phone.get_by_role("button", name="Thêm quy cách").click()
    fill_variant(phone, 2, grams=500, price="120.000", stock="8")
    fill_label(phone, title)
    phone.get_by_role("button", name="Lưu, xem trước").click()
    expect(phone.locator("main")).to_contain_text("Đây là bản xem trước.")
    look(phone, "16-xem-truoc")
    phone.get_by_role("link", name="Sửa tiếp").click()
    submit(phone)
    look(phone, "17-da-gui-duyet")


def submit(phone: Page) -> None:
    """Send the listing to the department."""
    phone.get_by_role("button", name="Gửi duyệt").click()
    expect(phone.locator(".messages")).to_contain_text("Đã gửi Sở duyệt.")


def ask_for_a_change(office: Page, title: str) -> None:
    """Ask for a change, with a remark at the place."""
    open_listing(office, title)
    look(office, "18-can-bo-xet")
    row = office.locator("#muc-description")
    row.get_by_text("Nhắn ở mục này").click()
    row.locator("textarea").fill(REMARK)
    office.get_by_role("button", name="Yêu cầu sửa").click()


def mend(phone: Page, title: str) -> None:
    """Read the officer's words on the desk and beside the field, follow them, submit again."""
    phone.goto("/kenh-ban-hang/")
    look(phone, "20-ban-lam-viec")
    phone.get_by_role("link", name=title).first.click()
    expect(phone.locator("main")).to_contain_text(REMARK)
    look(phone, "21-loi-can-bo")
    phone.get_by_role("link", name="Sửa ngay").click()
    expect(phone.locator("#o-description")).to_contain_text(REMARK)
    phone.get_by_label("Mô tả").fill("Ổi chín trong vườn, nấu chậm với đường mía, không phẩm màu.")
    submit(phone)


def refuse(office: Page, title: str) -> None:
    """Refuse what was submitted, by a reason of the list and with words of one's own."""
    open_listing(office, title)
    office.get_by_label(REASON).check()
    office.get_by_label("Lời nhắn cho gian hàng").fill(REFUSAL)
    look(office, "22-can-bo-tu-choi")
    office.get_by_role("button", name="Từ chối", exact=True).click()
    expect(office.locator(".messages")).to_be_visible()


def correct(phone: Page, title: str) -> str:
    """Read why it was refused, on the desk and in the editor, correct it and submit it anew. Return its new name."""
    phone.goto("/kenh-ban-hang/")
    look(phone, "23-ban-lam-viec-bi-tu-choi")
    phone.get_by_role("link", name=title).first.click()
    for said in ("Bị từ chối", REASON, REFUSAL):
        expect(phone.locator("main")).to_contain_text(said)
    look(phone, "24-vi-sao-bi-tu-choi")
    phone.get_by_role("link", name="Sửa ngay").click()
    expect(phone.locator(".officer-note").first).to_contain_text(REFUSAL)
    look(phone, "25-sua-ban-bi-tu-choi")
    corrected = f"{title} nấu chậm"
    phone.get_by_label("Tên hàng", exact=True).fill(corrected)
    submit(phone)
    expect(phone.locator("main")).to_contain_text("Chờ duyệt")
    look(phone, "26-gui-lai")
    return corrected


def test_household_opens_a_stall_and_its_first_goods_reach_the_shelf(visit: OpenPage, floor: Demo) -> None:
    phone, office, shopper = visit(), visit(size=DESKTOP), visit()
    stall, title = f"Vườn ổi {uuid4().hex[:6]}", f"Mứt ổi {uuid4().hex[:6]}"
    stall_path = apply(phone, office, floor, stall=stall)
    set_delivery(phone)
    list_goods(phone, title)
    ask_for_a_change(office, title)
    mend(phone, title)
    refuse(office, title)
    title = correct(phone, title)

    shopper.goto(stall_path)
    expect(shopper.get_by_role("heading", level=1)).to_have_text(stall)
    expect(shopper.locator("main")).not_to_contain_text(title)  # nothing shows before it is approved
    open_listing(office, title)
    look(office, "27-can-bo-xet-lai")
    office.get_by_role("button", name="Duyệt", exact=True).click()

    find(shopper, title)
    look(shopper, "28-tren-san")
    expect(shopper.get_by_role("heading", level=1)).to_have_text(title)
    expect(shopper.locator("main")).to_contain_text("Sở đã duyệt")
    expect(shopper.locator("main")).to_contain_text("không phẩm màu")
    expect(shopper.locator("main")).not_to_contain_text("0905 777 888")
    for number, (name, price) in enumerate((("Hũ 250 g", "65.000 ₫"), ("Hũ 500 g", "120.000 ₫")), 1):
        shopper.get_by_label(name).check()
        expect(shopper.locator(".price-line [data-shows=price]")).to_have_text(price)
        shopper.get_by_role("button", name="Thêm vào giỏ", exact=True).click()
        expect(shopper.locator("[data-basket-count]")).to_have_text(str(number))
    shopper.goto("/gio-hang/")
    expect(shopper.locator(".summary .sum-total")).to_contain_text("203.000 ₫")
    look(shopper, "29-gio-hang")
