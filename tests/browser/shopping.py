"""The steps of a shopper, as somebody with a phone takes them. Each says what has to be seen on the way."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

ORDER_PATH = re.compile(r"/don-hang/(?P<number>[A-Z0-9-]+)/(?P<token>[\w-]+)/$")


@dataclass(frozen=True)
class Goods:
    """Something that stands on the demo floor."""

    slug: str
    title: str
    stall: str
    stall_slug: str


COFFEE = Goods(
    "bo-phin-nhom-va-ca-phe-bot", "Bộ phin nhôm và cà phê bột", "HTX Cà phê Đất Đỏ", "htx-ca-phe-dat-do"
)
SALT = Goods("muoi-tieu-cua", "Muối tiêu Cùa", "HTX Tiêu Cùa", "htx-tieu-cua")
CHILLI = Goods("muoi-ot-la-nem", "Muối ớt lá ném", "HTX Ném Vùng Cát", "htx-nem-vung-cat")


def card(page: Page, goods: Goods) -> Locator:
    """Return the goods' card in a list."""
    return page.locator(".product-card").filter(has=page.get_by_role("link", name=goods.title, exact=True))


def add_from_card(page: Page, goods: Goods) -> None:
    """Press the plus on a card."""
    card(page, goods).get_by_role("button", name=f"Thêm vào giỏ: {goods.title}").click()


def search(page: Page, words: str) -> None:
    """Type into the header's search, and send it."""
    page.get_by_role("search").locator("input[type=search]").fill(words)
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.wait_for_url(re.compile(r"/tim-kiem/\?q="))


def stock_of(page: Page, goods: Goods) -> int:
    """Read on the product's own page how much is left."""
    page.goto(f"/san-pham/{goods.slug}/")
    found = re.search(r"\d+", page.locator("[data-stock-words]").inner_text())
    assert found is not None
    return int(found.group())


def fill_basket(page: Page) -> None:
    """Find goods of three stalls on three roads: search, the product's page, the stall's page."""
    page.goto("/")
    search(page, "bo phin nhom")  # typed without accents, as on many phones
    add_from_card(page, COFFEE)
    expect(page.locator("[data-toasts]")).to_contain_text(f"Đã cho vào giỏ: {COFFEE.title}.")
    page.goto(f"/san-pham/{SALT.slug}/")
    page.get_by_label("Số lượng").fill("2")
    page.get_by_role("button", name="Thêm vào giỏ", exact=True).click()
    expect(page.locator("[data-toasts]")).to_contain_text(f"Đã cho vào giỏ: {SALT.title}.")
    page.goto(f"/gian-hang/{CHILLI.stall_slug}/")
    add_from_card(page, CHILLI)
    expect(page.locator("[data-toasts]")).to_contain_text(f"Đã cho vào giỏ: {CHILLI.title}.")
    expect(page.locator("[data-basket-count]")).to_have_text("3")


def fill_details(page: Page, email: str, *, script: bool = True) -> None:
    """Say who receives the goods, and where: another province than the one that is offered first."""
    page.get_by_label("Họ và tên").fill("Trần Thị Hồng Nhung")
    page.get_by_label("Số điện thoại").fill("0905 123 456")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Tỉnh, thành phố").select_option(label="Huế")
    if not script:
        page.get_by_role("button", name="Xem xã, phường và phí giao của tỉnh này").click()
    ward = page.get_by_label("Xã, phường")
    expect(ward.locator("option", has_text="phường Thuận Hóa")).to_be_attached()
    # What was typed before is still there.
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Hồng Nhung")
    ward.select_option(label="phường Thuận Hóa")
    page.get_by_label("Số nhà, đường, thôn").fill("24 đường Lê Lợi")


def go_to_review(page: Page) -> None:
    """Press on from the details."""
    page.locator(".summary").get_by_role("button", name="Xem lại đơn").click()
    page.wait_for_url("**/thanh-toan/xem-lai/")


def agree(page: Page) -> None:
    """Tick both boxes; neither is ticked beforehand."""
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        expect(box).not_to_be_checked()
        box.check()


def place(page: Page) -> tuple[str, str]:
    """Place the reviewed order; return its number and the path of its page."""
    agree(page)
    page.get_by_role("button", name="Đặt hàng", exact=True).click()
    page.wait_for_url(ORDER_PATH)
    return order_of(page)


def order_of(page: Page) -> tuple[str, str]:
    """Return number and path of the order that is shown."""
    found = ORDER_PATH.search(page.url)
    assert found is not None
    return found["number"], found.group()


def letters(page: Page, recipient: str = "") -> list[str]:
    """Return the subjects in the mailbox that were sent, the newest first."""
    page.goto(f"/hop-thu/?nguoi-nhan={quote(recipient)}")
    sent = page.locator("main li.panel").filter(has=page.locator(".badge-vouch"))
    return [text.strip() for text in sent.locator(".panel-title").all_inner_texts()]


def wait_for_letters(page: Page, count: int, recipient: str = "", about: str = "") -> list[str]:
    """Look into the mailbox until so many letters were sent; the worker writes them beside us."""
    found: list[str] = []
    for _ in range(60):
        found = [subject for subject in letters(page, recipient) if about in subject]
        if len(found) >= count:
            break
        page.wait_for_timeout(250)
    return found


def open_letter(page: Page, recipient: str, subject: str) -> None:
    """Open one letter of the mailbox."""
    page.goto(f"/hop-thu/?nguoi-nhan={quote(recipient)}")
    page.get_by_role("link", name=subject).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def follow_letter(page: Page, words: str) -> None:
    """Press a link or button inside the letter; it leads out of the letter's frame."""
    page.frame_locator("iframe.letter").get_by_role("link", name=words).click()
    page.wait_for_url(lambda url: "/hop-thu/" not in url)


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in at the shoppers' door."""
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/tai-khoan/")
