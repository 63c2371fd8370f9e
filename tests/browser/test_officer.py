"""The officer's road: sign in, see what waits, approve it, and it is on the shelf."""

from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, OpenPage
from tests.browser.demo import Demo

pytestmark = pytest.mark.needs_chromium


def sign_in_officer(page: Page, floor: Demo) -> None:
    """Come in through the back office's door."""
    officer = floor.person("Cán bộ Sở")
    page.goto("/quan-tri/")
    page.get_by_label("Thư điện tử").fill(officer.email)
    page.get_by_label("Mật khẩu").fill(officer.password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/hai-buoc/nhap-ma/**")
    page.get_by_label("Mã xác thực").fill(floor.code(officer))
    page.get_by_role("button", name="Đi tiếp").click()
    page.wait_for_url("**/quan-tri/")


def test_officer_approves_what_waits_and_it_is_on_the_shelf(visit: OpenPage, floor: Demo) -> None:
    page, shopper = visit(size=DESKTOP), visit()
    sign_in_officer(page, floor)
    page.get_by_role("link", name="Chờ xử lý").first.click()
    rows = page.locator("table.listing tbody tr")
    # A first listing, not the change of one that is on sale already.
    row = rows.filter(has_text="hàng mới").first
    title = row.locator("td.title a").inner_text().strip()
    waiting = rows.count()
    shopper.goto(f"/tim-kiem/?q={title}")
    expect(shopper.locator(".product-card").filter(has_text=title)).to_have_count(0)

    row.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title).first).to_be_visible()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    page.goto("/quan-tri/duyet/")
    expect(rows).to_have_count(waiting - 1)

    # Pictures and index are made beside us.
    for _ in range(40):
        shopper.goto(f"/tim-kiem/?q={title}")
        found = shopper.get_by_role("link", name=title, exact=True)
        if found.count():
            break
        shopper.wait_for_timeout(250)
    found.first.click()
    expect(shopper.get_by_role("heading", level=1)).to_have_text(title)
    expect(shopper.locator("main")).to_contain_text("Sở đã duyệt")


# Of every kind: Wagtail's own lists, the house's tables, pages with a long name.
OFFICE = (
    "/quan-tri/",
    "/quan-tri/duyet/",
    "/quan-tri/ho-so/",
    "/quan-tri/mat-hang/",
    "/quan-tri/gian-hang/",
    "/quan-tri/go-hang/",
    "/quan-tri/quy-tac-soi/",
    "/quan-tri/muc-soi/",
    "/quan-tri/thoi-han/",
    "/quan-tri/ten-goi-khac/",
    "/quan-tri/tim-kiem/bao-cao/",
    "/quan-tri/nhat-ky/",
)
# What is wider than the place it stands in: the page, a cell, the name at its head.
WIDER = """() => [...document.querySelectorAll("main, main td, .w-breadcrumbs")]
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .map(one => `${one.tagName} ${one.scrollWidth} > ${one.clientWidth}: ${one.innerText.slice(0, 60)}`)"""


def one_row_of_a_kind(page: Page) -> list[str]:
    """Return the page of one row of every kind that waits: a dossier, new goods, an edit, a report, …"""
    found: dict[str, str] = {}
    for queue in ("/quan-tri/duyet/", "/quan-tri/ho-so/"):
        page.goto(queue)
        for row in page.locator("table.listing tbody tr").all():
            path = row.locator("td.title a").get_attribute("href")
            kind = row.locator("td").nth(2).inner_text().splitlines()[0]
            found.setdefault(f"{queue} {kind}", str(path))
    return list(dict.fromkeys(found.values()))


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "light"), (DESKTOP, "dark")])
def test_officers_pages_fit_the_screen_and_can_be_read(
    visit: OpenPage, floor: Demo, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    page, axe, wrong = visit(size=size), Axe(), {}
    page.emulate_media(color_scheme=scheme)
    sign_in_officer(page, floor)
    paths = [*OFFICE, *one_row_of_a_kind(page)]
    assert len(paths) > len(OFFICE) + 4
    for path in paths:
        page.goto(path)
        expect(page.locator("main h1")).to_have_count(1)
        page.wait_for_load_state("networkidle")
        found = page.evaluate(WIDER)
        found += [
            f"{violation['id']}: {node['html'][:150]}"
            for violation in axe.run(page).response["violations"]
            if violation["id"]
            != "aria-allowed-role"  # Wagtail's: how many were found is a heading and an alert
            for node in violation["nodes"]
        ]
        if found:
            wrong[path] = found
    assert wrong == {}


def test_officer_with_a_phone_writes_a_remark_within_the_screen(visit: OpenPage, floor: Demo) -> None:
    page = visit()
    sign_in_officer(page, floor)
    page.goto("/quan-tri/duyet/")
    page.locator("table.listing tbody tr").filter(has_text="bản sửa").first.get_by_role("link").first.click()
    page.get_by_text("Nhắn ở mục này").first.click()
    box = page.locator(".office-remark textarea").first.bounding_box()
    cell = page.locator("td:has(.office-remark[open])").first.bounding_box()
    assert box is not None
    assert cell is not None
    assert cell["x"] < box["x"]
    assert box["x"] + box["width"] < cell["x"] + cell["width"] <= PHONE[0]


def test_shopper_does_not_get_into_the_back_office(visit: OpenPage, floor: Demo) -> None:
    page, shopper = visit(size=DESKTOP), floor.person("Người mua")
    page.goto("/quan-tri/")
    page.get_by_label("Thư điện tử").fill(shopper.email)
    page.get_by_label("Mật khẩu").fill(shopper.password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto("/quan-tri/duyet/")
    expect(page.locator("table.listing")).to_have_count(0)
    assert urlsplit(page.url).path != "/quan-tri/duyet/"
