"""Searching with a keyboard, a screen reader's view of it, and filters."""

import re
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, start_browser
from tests.browser.demo import Demo
from tests.browser.selling import look

pytestmark = pytest.mark.needs_chromium


def type_words(page: Page, words: str) -> None:
    """Type into the header's search box as hands do, and wait for what the whole of it suggests."""
    box = page.get_by_role("combobox", name="Tìm trên sàn")
    box.click()
    with page.expect_response(lambda answer: answer.url.endswith(f"?q={quote(words)}")):
        box.press_sequentially(words, delay=15)
    expect(box).to_have_attribute("aria-expanded", "true")


def test_suggestions_are_a_combobox_that_the_keyboard_walks(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/")
    type_words(page, "ca phe")
    box = page.get_by_role("combobox", name="Tìm trên sàn")
    options = page.get_by_role("listbox", name="Gợi ý").get_by_role("option")
    count = options.count()
    assert count > 3
    expect(page.locator("[data-suggest] [role=status]")).to_have_text(
        f"Có {count} gợi ý, dùng phím mũi tên để chọn"
    )
    look(page, "30-goi-y")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))

    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = options.nth(1)
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    expect(box).to_be_focused()

    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("ca phe")
    expect(page.locator("[data-suggest] [role=status]")).to_have_text("")  # nothing is open any more
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    # Where the reader's colours are forced, its ground is gone: a line says which it is.
    page.emulate_media(forced_colors="active")
    expect(options.first).to_have_css("outline-style", "solid")
    expect(options.nth(1)).to_have_css("outline-style", "none")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/(san-pham|danh-muc|gian-hang|tim-kiem)/"))


def test_suggestions_mark_what_was_typed_and_open_in_another_tab_as_links_do(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/")
    type_words(page, "ca ph")
    first = page.get_by_role("listbox", name="Gợi ý").get_by_role("option").first
    assert first.locator("b").all_inner_texts() == ["Cà", "ph"]
    with page.context.expect_page() as opened:
        first.click(modifiers=["Control"])
    opened.value.wait_for_url(f"**{first.get_attribute('href')}")
    assert urlsplit(page.url).path == "/"
    expect(page.get_by_role("combobox", name="Tìm trên sàn")).to_be_focused()


def test_keys_of_the_combobox_walk_round_and_lead_back_to_the_words(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/")
    type_words(page, "ca phe")
    box = page.get_by_role("combobox", name="Tìm trên sàn")
    options = page.get_by_role("listbox", name="Gợi ý").get_by_role("option")
    chosen = page.locator("[role=option][aria-selected=true]")

    def cursor() -> list[int]:
        found: list[int] = box.evaluate("box => [box.selectionStart, box.selectionEnd]")
        return found

    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")  # beyond the last stand the words themselves
    expect(chosen).to_have_count(0)
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    expect(chosen).to_have_count(0)
    for key, place in (("Home", 0), ("End", 6), ("ArrowLeft", 5)):
        box.press("ArrowDown")
        expect(chosen).to_have_count(1)
        box.press(key)
        expect(chosen).to_have_count(0)
        expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
        expect(box).to_have_attribute("aria-expanded", "true")
        assert cursor() == [place, place]

    box.press("ArrowDown")
    box.press("Tab")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).not_to_be_focused()
    assert page.url.endswith("/")
    box.focus()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("ca phe")
    expect(box).to_be_focused()


def test_who_types_on_after_choosing_searches_for_the_words(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/")
    type_words(page, "ca phe")
    box = page.get_by_role("combobox", name="Tìm trên sàn")
    held: list[Route] = []
    page.route("**/goi-y/*", lambda route: held.append(route))  # noqa: PLW0108 - a built-in takes no mark of Playwright's
    box.press("ArrowDown")
    box.press("x")
    box.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=ca+phex")


def test_a_late_answer_leaves_alone_the_list_somebody_chooses_in(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/")
    type_words(page, "ca")
    options = page.get_by_role("listbox", name="Gợi ý").get_by_role("option")
    words = options.all_inner_texts()
    box = page.get_by_role("combobox", name="Tìm trên sàn")
    held: list[Route] = []
    page.route("**/*?q=ca%20phe", lambda route: held.append(route))  # noqa: PLW0108 - a built-in takes no mark of Playwright's

    with page.expect_request("**/*?q=ca%20phe"):
        box.press_sequentially(" phe", delay=15)
    box.press("ArrowDown")
    for route in held:
        route.fulfill(json={"groups": [{"name": "Muộn", "items": [{"text": "Muộn", "url": "/"}]}]})

    expect(options.first).to_have_attribute("aria-selected", "true")
    assert options.all_inner_texts() == words
    assert len(held) == 1


def test_enter_without_a_choice_searches_and_filters_stay_in_the_address(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/")
    type_words(page, "ca phe")
    page.get_by_role("combobox", name="Tìm trên sàn").press("Enter")
    page.wait_for_url("**/tim-kiem/?q=ca+phe")
    expect(page.locator(".product-card mark").first).to_be_visible()
    look(page, "31-ket-qua")

    page.get_by_text("Giao tới", exact=True).first.click()
    page.get_by_label("Tỉnh, thành phố").select_option("46")
    page.wait_for_url(re.compile(r"giao-toi=46"))
    page.get_by_label("Xã, phường").select_option("19786")
    page.wait_for_url(re.compile(r"giao-toi=19786"))
    chip = page.get_by_role("link", name="Bỏ lọc Giao tới phường Thuận Hóa")
    look(page, "32-giao-toi")
    chip.click()
    page.wait_for_url("**/tim-kiem/?q=ca+phe")


def test_filters_and_ways_on_need_no_script(visit: OpenPage) -> None:
    page = visit(script=False)
    page.goto("/tim-kiem/?q=ca+phe&gia-den=1000")
    expect(page.get_by_role("heading", name="Chưa tìm thấy món nào")).to_be_visible()
    page.locator("#bo-bot + .chips").get_by_role("link", name="Bỏ lọc Đến 1.000").click()
    assert page.url.endswith("/tim-kiem/?q=ca+phe")
    expect(page.locator(".product-card").first).to_be_visible()

    page.goto("/tim-kiem/?q=tiêu+zzkhongco")
    expect(page.get_by_role("heading", name="Chưa tìm thấy món nào")).to_be_visible()
    page.locator("#it-chu + .chips").get_by_role("link", name="tiêu", exact=True).click()
    assert page.url.endswith("/tim-kiem/?q=ti%C3%AAu")
    expect(page.locator("mark", has_text="Tiêu").first).to_be_visible()


def chips(page: Page) -> list[str]:
    """Return the filters that the list says it was made with."""
    return [
        re.sub(r"\s+", " ", text).strip() for text in page.locator(".list-chosen .chip").all_inner_texts()
    ]


def test_back_from_a_product_finds_filters_chips_and_place_again(visit: OpenPage) -> None:
    page = visit()
    page.goto("/san-pham/")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.locator("input[name=sao][value='3']").check()
    send = page.locator("#bo-loc [data-counted]")
    with page.expect_response("**/san-pham/?sao=3&con-hang=1") as counted:
        page.locator("input[name='con-hang']").check()
    left = re.search(r'data-counted="Xem (\d+ sản phẩm)"', counted.value.text())
    assert left is not None
    expect(send).to_have_text(f"Xem {left[1]}")  # the sheet says beforehand what is left
    expect(page.locator("label", has=page.locator("input[name='con-hang']"))).to_contain_text(
        left[1].split()[0]
    )
    send.click()
    page.wait_for_url("**/san-pham/?sao=3&con-hang=1")
    expect(page.locator(".list-chosen [role=status]")).to_have_text(left[1])
    card = page.locator("main .product-card").nth(10)
    card.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 844
    card.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/san-pham/[\w-]+/$"))

    page.go_back()
    page.wait_for_url("**/san-pham/?sao=3&con-hang=1")
    assert chips(page) == ["Bỏ lọc OCOP: từ 3 sao", "Bỏ lọc Còn sẵn"]
    page.wait_for_function("place => Math.abs(scrollY - place) < 4", arg=place)
    expect(page.locator("input[name=sao]:checked")).to_have_value("3")


def test_category_of_the_sheet_takes_along_what_was_chosen_and_not_sent(visit: OpenPage) -> None:
    page = visit()
    page.goto("/tim-kiem/?q=mat+ong&danh-muc=mat-ong-banh-mut")
    page.get_by_role("button", name="Lọc", exact=False).first.click()
    honey = page.locator(".facet-tree > li > a", has_text="Mật ong, bánh mứt")
    before = honey.locator(".choice-count").inner_text()
    with page.expect_response(re.compile("sao=4")) as counted:
        page.locator("input[name=sao][value='4']").check()
    assert counted.value.ok
    expect(honey.locator(".choice-count")).not_to_have_text(before)
    honey.click()
    page.wait_for_url("**/tim-kiem/?q=mat+ong&danh-muc=mat-ong-banh-mut&sao=4*")
    assert chips(page) == ["Bỏ lọc Mật ong, bánh mứt", "Bỏ lọc OCOP: từ 4 sao"]

    page.goto("/san-pham/?danh-muc=trai-cay")
    page.get_by_role("button", name="Lọc", exact=False).first.click()
    page.locator("input[name='con-hang']").check()
    page.locator(".facet-tree > li > a", has_text="Hải sản").click()
    page.wait_for_url(re.compile(r"/danh-muc/[\w-]+/\?con-hang=1$"))


def test_back_to_a_list_that_is_loaded_again_shows_the_filters_it_was_made_with(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/san-pham/")
    page.locator("input[name=sao][value='3']").check()
    page.wait_for_url("**/san-pham/?sao=3")
    page.get_by_label("Sắp xếp").select_option("moi")
    page.wait_for_url("**/san-pham/?sao=3&sap-xep=moi")

    page.go_back()
    page.wait_for_url("**/san-pham/?sao=3")
    expect(page.get_by_label("Sắp xếp")).to_have_value("")
    page.go_back()
    page.wait_for_url("**/san-pham/")
    assert chips(page) == []
    expect(page.locator("input[name=sao]:checked")).to_have_value("")


def test_back_to_a_list_that_the_browser_kept_shows_the_filters_it_was_made_with(
    playwright: Playwright, floor: Demo
) -> None:
    # Browsers keep the page they leave as it stands; Playwright's are told not to.
    browser = start_browser(playwright, "--disable-back-forward-cache")
    page = browser.new_page(base_url=floor.address, viewport={"width": PHONE[0], "height": PHONE[1]})
    page.goto("/san-pham/")
    page.get_by_role("button", name="Lọc", exact=True).click()
    send = page.locator("#bo-loc [data-counted]")
    everything = send.inner_text()
    page.locator("input[name=sao][value='3']").check()
    expect(send).not_to_have_text(everything)
    send.click()
    page.wait_for_url("**/san-pham/?sao=3")

    page.go_back(wait_until="commit")
    page.wait_for_url("**/san-pham/", wait_until="commit")
    expect(page.locator("input[name=sao]:checked")).to_have_value("")
    expect(page.get_by_role("heading", name="Lọc sản phẩm")).to_be_hidden()
    expect(send).to_have_text(everything)
    assert chips(page) == []

    page.goto("/tim-kiem/?q=mat+ong")
    box = page.get_by_role("combobox", name="Tìm trên sàn")
    box.fill("")
    type_words(page, "ca phe")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/san-pham/[\w-]+/$"))
    page.go_back(wait_until="commit")
    page.wait_for_url("**/tim-kiem/?q=mat+ong", wait_until="commit")
    expect(box).to_have_value("mat ong")
    expect(box).to_have_attribute("aria-expanded", "false")
    browser.close()


def test_filters_of_a_wide_screen_keep_place_and_keyboard_and_wait_for_both_prices(visit: OpenPage) -> None:
    page = visit(size=DESKTOP)
    page.goto("/san-pham/")
    commune = page.locator("#bo-loc input[name=xa]").nth(3)
    name = page.locator(f"#bo-loc input[name=xa][value='{commune.get_attribute('value')}']")
    name.focus()
    place = name.evaluate("field => field.getBoundingClientRect().top")
    assert page.evaluate("scrollY") > 0
    name.press("Space")
    page.wait_for_url(re.compile(r"\?xa=\d{5}$"))
    expect(name).to_be_focused()
    expect(name).to_be_checked()
    assert abs(name.evaluate("field => field.getBoundingClientRect().top") - place) < 2

    low, high = page.locator("#gia-tu"), page.locator("#gia-den")
    low.fill("20k")
    low.press("Tab")
    expect(high).to_be_focused()
    high.press_sequentially("900k", delay=15)
    assert "gia" not in page.url
    high.press("Enter")
    page.wait_for_url(re.compile(r"gia-tu=20k&gia-den=900k"))


def test_search_and_the_goods_that_a_thumb_chose_are_counted(visit: OpenPage) -> None:
    page = visit()
    page.goto("/")
    with page.expect_response("**/tim-kiem/dem/") as asked:
        page.goto("/tim-kiem/?q=mat+ong")
    assert asked.value.status == 204
    assert "vi-tri" not in (asked.value.request.post_data or "")
    second = page.locator("main .product-card").nth(1)
    with page.expect_response("**/tim-kiem/dem/") as chosen:
        second.get_by_role("link").first.tap()
    assert chosen.value.status == 204
    assert "vi-tri=2" in (chosen.value.request.post_data or "")
    page.wait_for_url("**/san-pham/**")
