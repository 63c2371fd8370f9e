"""Every kind of page, on a phone and on a desk: no violation that axe knows, nothing wider than the screen.

``FLOOR_SCREENSHOTS`` names a folder that takes a picture of each, to be looked at by people.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, OpenPage
from tests.browser.demo import Demo
from tests.browser.shopping import (
    COFFEE,
    fill_basket,
    fill_details,
    go_to_review,
    place,
    sign_in,
)

pytestmark = pytest.mark.needs_chromium

SHARED = {
    "home": "/",
    "list": "/san-pham/",
    "list-page-2": "/san-pham/?trang=2",
    "list-filtered": "/san-pham/?sao=4&con-hang=1",
    "category": "/danh-muc/ca-phe-gia-vi/",
    "results": "/tim-kiem/?q=muoi",
    "results-none": "/tim-kiem/?q=tau+vu+tru",
    "product": f"/san-pham/{COFFEE.slug}/",
    "product-variants": "/san-pham/ca-phe-arabica-khe-sanh-rang-moc/",
    "stalls": "/gian-hang/",
    "stall": f"/gian-hang/{COFFEE.stall_slug}/",
    "news": "/tin-tuc/",
    "article": "/tin-tuc/khe-sanh-vao-mua-hai-chin/",
    "stall-suspended": "/gian-hang/hai-san-gio-khoi/",
    "plain": "/quy-che/",
    "ranking": "/cach-xep-hang/",
    "home-en": "/en/",
    "list-en": "/en/san-pham/?sao=4",
    "product-en": f"/en/san-pham/{COFFEE.slug}/",
    "stall-en": f"/en/gian-hang/{COFFEE.stall_slug}/",
    "404": "/san-pham/khong-co-mon-nay/",
    "410": "/san-pham/tieu-den-cua-vu-2024/",
}
PRIVATE = {
    "basket-empty": "/gio-hang/",
    "lookup": "/tra-cuu-don-hang/",
    "login": "/tai-khoan/dang-nhap/",
    "register": "/tai-khoan/dang-ky/",
    "reset": "/tai-khoan/quen-mat-khau/",
    "reset-sent": "/tai-khoan/quen-mat-khau/da-gui/",
    "reset-used": "/tai-khoan/mat-khau-moi/MQ/abc-123/",
    "report": f"/phan-anh/?mon={COFFEE.slug}",
    "basket-empty-en": "/en/gio-hang/",
    "register-en": "/en/tai-khoan/dang-ky/",
    "mailbox": "/hop-thu/",
}
ACCOUNT = {
    "account": "/tai-khoan/",
    "orders": "/tai-khoan/don-hang/",
    "addresses": "/tai-khoan/dia-chi/",
    "address-new": "/tai-khoan/dia-chi/them/",
    "wishlist": "/tai-khoan/yeu-thich/",
    "profile": "/tai-khoan/ho-so/",
    "change-email": "/tai-khoan/ho-so/thu/",
    "change-password": "/tai-khoan/ho-so/mat-khau/",
    "second-factor": "/tai-khoan/hai-buoc/",
    "privacy": "/tai-khoan/rieng-tu/",
    "close": "/tai-khoan/rieng-tu/dong/",
    "review-not-bought": f"/san-pham/{COFFEE.slug}/danh-gia/",
    "orders-en": "/en/tai-khoan/don-hang/",
}
# Of the demo's stallkeeper, and of somebody who opens a stall.
DESK = {
    "desk": "/kenh-ban-hang/",
    "desk-orders": "/kenh-ban-hang/don-hang/",
    "desk-listings": "/kenh-ban-hang/mat-hang/",
    "desk-listing-new": "/kenh-ban-hang/mat-hang/them/",
    "desk-prices": "/kenh-ban-hang/mat-hang/gia/",
    "desk-import": "/kenh-ban-hang/mat-hang/nhap-hang/",
    "desk-delivery": "/kenh-ban-hang/giao-hang/",
    "desk-money": "/kenh-ban-hang/tien-hang/",
    "desk-stall": "/kenh-ban-hang/gian-hang/",
    "desk-members": "/kenh-ban-hang/gian-hang/nguoi/",
    "desk-days-off": "/kenh-ban-hang/gian-hang/ngay-nghi/",
    "dossier": "/mo-gian-hang/",
}


# What a finger presses is 44 px high, or stands in a sentence; a card's link may cover the card.
_SMALL = """() => [...document.querySelectorAll(
    "main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary, nav a")]
  .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.classList.contains("visually-hidden"))
  .filter(one => {
    const box = (one.matches("[type=checkbox], [type=radio]") && one.closest("label")) || one;
    const cover = getComputedStyle(one, "::after");
    if (cover.content !== "none" && cover.position === "absolute") return false;
    const around = one.parentElement.innerText.trim().length - one.innerText.trim().length;
    const inSentence = one.tagName === "A" && getComputedStyle(one).display === "inline" && around > 3;
    return !inSentence && box.getBoundingClientRect().height < 43.5;
  })
  .map(one => `${one.tagName} ${Math.round(one.getBoundingClientRect().height)} px: ${one.outerHTML.slice(0, 120)}`)"""

# A phone with large letters: no price lies under a button, and nothing sticks out of its card or panel.
_COVERED = """() => {
  const found = [];
  const say = (what, box, text) => found.push(`${what} ${box.className}: ${text.trim().slice(0, 40)}`);
  const shown = rect => rect.width > 1 && rect.height > 1;
  for (const box of document.querySelectorAll("main :is(.panel, .product-card, .choice-card, .buy-bar, .stall-card)")) {
    const around = box.getBoundingClientRect();
    if (!shown(around)) continue;
    for (const inner of box.querySelectorAll("*")) {
      const rect = inner.getBoundingClientRect();
      if (inner.innerText && shown(rect) && rect.right > around.right + 1 && !inner.closest(".chips-scroll, .visually-hidden"))
        say("sticks out of", box, inner.innerText);
    }
  }
  for (const foot of document.querySelectorAll(".product-foot, .buy-bar")) {
    const price = foot.querySelector(".price").getBoundingClientRect();
    for (const button of foot.querySelectorAll("a, button")) {
      const rect = button.getBoundingClientRect();
      if (shown(price) && shown(rect) && price.right > rect.left && price.bottom > rect.top && price.top < rect.bottom)
        say("covered in", foot, foot.innerText);
    }
  }
  return [...new Set(found)];
}"""


class Inspector:
    """Looks at pages and remembers what is wrong, so that one run tells all of it."""

    def __init__(self, screen: str) -> None:
        self.wrong: list[str] = []
        self._axe = Axe()
        self._screen = screen
        self._folder = os.environ.get("FLOOR_SCREENSHOTS")

    def look(self, page: Page, name: str) -> None:
        """Inspect the page as it stands."""
        self.wrong += [
            f"{name}: {found['id']} at {node['target']}: {node['html'][:150]}"
            for found in self._axe.run(page).response["violations"]
            for node in found["nodes"]
        ]
        self._measure(page, name)
        if self._folder:
            page.evaluate(
                "document.querySelectorAll('img[loading=lazy]').forEach(img => { img.loading = 'eager'; })"
            )
            page.wait_for_load_state("networkidle")
            page.screenshot(path=Path(self._folder) / f"{name}-{self._screen}.png", full_page=True)

    def look_at_narrow(self, page: Page, name: str) -> None:
        """See whether the page fits the narrowest phone, with large letters too; it goes back to its own size."""
        size = page.viewport_size
        assert size is not None
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        self._measure(page, name)
        page.evaluate("document.documentElement.dataset.textSize = 'large'")
        self._measure(page, f"{name}, A+")
        self.wrong += [f"{name}, A+: {found}" for found in page.evaluate(_COVERED)]
        page.evaluate("delete document.documentElement.dataset.textSize")
        page.set_viewport_size(size)

    def look_for_small_targets(self, page: Page, name: str) -> None:
        """See whether a finger meets what it is meant to press; a mouse does."""
        if self._screen != "phone":
            return
        self.wrong += [f"{name}: {found}" for found in page.evaluate(_SMALL)]

    def _measure(self, page: Page, name: str) -> None:
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        limit = (page.viewport_size or {"width": 0})["width"]
        if max(wide, screen) > limit:
            self.wrong.append(f"{name}: {max(wide, screen)} px wide on {limit} px")


@pytest.fixture(params=["phone", "desktop"])
def inspector(request: pytest.FixtureRequest) -> Iterator[Inspector]:
    found = Inspector(request.param)
    yield found
    assert found.wrong == []


@pytest.fixture
def page(visit: OpenPage, inspector: Inspector) -> Page:
    return visit(size=PHONE if inspector._screen == "phone" else DESKTOP)


def look_at(page: Page, inspector: Inspector, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        answer = page.goto(path)
        assert answer is not None
        expected = int(name) if name.isdigit() else 200
        assert (name, answer.status) == (name, expected)
        inspector.look(page, name)
        if inspector._screen == "phone":
            inspector.look_at_narrow(page, name)


def test_shared_pages(page: Page, inspector: Inspector) -> None:
    look_at(page, inspector, SHARED)


def test_private_pages_of_a_stranger(page: Page, inspector: Inspector) -> None:
    look_at(page, inspector, PRIVATE)
    page.locator("main li.panel a").first.click()
    expect(page.locator("iframe.letter")).to_be_visible()
    inspector.look(page, "letter")
    page.goto("/tai-khoan/dang-ky/")
    page.get_by_role("button", name="Mở tài khoản").click()
    expect(page.locator(".error-summary")).to_be_visible()
    inspector.look(page, "register-errors")


def test_pages_of_an_account(page: Page, inspector: Inspector, floor: Demo) -> None:
    shopper = floor.person("Người mua")
    sign_in(page, shopper.email, shopper.password)
    look_at(page, inspector, ACCOUNT)
    page.goto("/tai-khoan/don-hang/")
    page.locator("main article .panel-title a").first.click()
    page.wait_for_url("**/tai-khoan/don-hang/*/")
    inspector.look(page, "account-order")


def test_pages_of_the_desk(page: Page, inspector: Inspector, floor: Demo) -> None:
    keeper = floor.person("Chủ gian hàng")
    sign_in(page, keeper.email, keeper.password)
    look_at(page, inspector, DESK)
    if inspector._screen == "phone":
        for name, path in DESK.items():
            for language in ("", "/en"):
                page.goto(f"{language}{path}")
                inspector._measure(page, f"{name}{language}")
                inspector.look_for_small_targets(page, f"{name}{language}")
    page.goto("/kenh-ban-hang/mat-hang/")
    page.locator("main a[href^='/kenh-ban-hang/mat-hang/']").filter(has_text="Cà phê").first.click()
    expect(page.get_by_role("heading", name="Làm gì với mặt hàng này")).to_be_visible()
    inspector.look(page, "desk-listing")
    inspector.look_for_small_targets(page, "desk-listing")
    page.get_by_role("link", name="Sửa", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sửa mặt hàng")
    inspector.look(page, "desk-listing-edit")
    inspector.look_for_small_targets(page, "desk-listing-edit")
    page.goto("/kenh-ban-hang/don-hang/")
    page.locator("main a[href^='/kenh-ban-hang/don-hang/']").filter(has_text="-").first.click()
    inspector.look(page, "desk-order")
    inspector.look_for_small_targets(page, "desk-order")


def test_pages_from_the_basket_to_the_order(page: Page, inspector: Inspector) -> None:
    fill_basket(page)
    look_at(page, inspector, {"basket": "/gio-hang/", "checkout": "/thanh-toan/"})
    page.locator(".summary").get_by_role("button", name="Xem lại đơn").click()
    expect(page.locator(".error-summary")).to_be_visible()
    inspector.look(page, "checkout-errors")
    fill_details(page, "axe@example.vn")
    go_to_review(page)
    look_at(page, inspector, {"review": "/thanh-toan/xem-lai/"})
    _, path = place(page)
    look_at(page, inspector, {"order": path})
    page.get_by_role("link", name="Hủy phần này").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hủy phần của")
    inspector.look(page, "order-cancel")
