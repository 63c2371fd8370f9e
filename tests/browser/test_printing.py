"""Papers of a parcel as a printer puts them on paper: the code on each is read, and leads to its own order."""

import base64
import io
import re
from itertools import product

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.demo import Demo
from tests.browser.shopping import sign_in

pytestmark = pytest.mark.needs_chromium

ORDERS = "/kenh-ban-hang/don-hang/"
# A printer of labels puts down 203 dots an inch; a page is laid out with 96, of which a sheet has so many.
DOTS = 203 / 96
SHEETS = {"a6": (397, 559), "a4": (794, 1123)}


def as_printed(page: Page) -> Image.Image:
    """Return the papers as black on white dots, without the tools that only a screen shows."""
    page.emulate_media(media="print")
    width, height = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": DOTS}
    asked = {"format": "png", "clip": clip, "captureBeyondViewport": True}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return (
        Image.open(io.BytesIO(base64.b64decode(taken["data"])))
        .convert("1", dither=Image.Dither.NONE)
        .convert("L")
    )


def codes_on(picture: Image.Image) -> list[str]:
    """Return what a phone reads, from the top of the paper down."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def paths_of_orders(page: Page) -> list[str]:
    """Return the addresses of the orders at every step that the desk has them in."""
    page.goto(ORDERS)
    tabs = page.get_by_role("navigation", name="Đơn theo bước").get_by_role("link")
    found: list[str] = []
    for tab in tabs.evaluate_all("all => all.map(one => one.href)"):
        page.goto(tab)
        found += page.locator("main a").evaluate_all("all => all.map(one => one.pathname)")
    return [path for path in dict.fromkeys(found) if re.fullmatch(rf"{ORDERS}QT-[\w-]+/", path)]


def test_code_on_every_printed_paper_leads_to_its_own_order(visit: OpenPage, floor: Demo) -> None:
    page = visit(size=DESKTOP)
    keeper = floor.person("Chủ gian hàng")
    sign_in(page, keeper.email, keeper.password)
    first, second = paths_of_orders(page)[:2]
    read = {}
    for kind, paper, path in product(("nhan", "phieu"), SHEETS, (first, second)):
        width, height = SHEETS[paper]
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{ORDERS}in/?loai={kind}&giay={paper}&don={path.split('/')[-2]}")
        read[kind, paper, path] = codes_on(as_printed(page))
    assert read == {key: [f"{floor.address}{key[-1]}"] for key in read}
    page.goto(read["nhan", "a6", second][0])
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.split("/")[-2])
