"""Labels and packing lists: every order that was asked for, of this stall, on the right paper."""

import re

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from tests.factories.orders import make_order, make_product, make_stall, part_of
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db
PRINT = "desk:orders_print"
_SQUARE = 6  # pixels


def codes_on(page: str) -> list[str]:
    """Return what a phone reads in each code of a page; a drawing that it cannot read is an empty text."""
    return [read(drawing) for drawing in re.findall(r'<svg [^>]*class="qr".*?</svg>', page, re.DOTALL)]


def read(drawing: str) -> str:
    """Draw the squares of a code as pixels, and read them."""
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawing)[0])
    picture = Image.new("L", (width * _SQUARE, height * _SQUARE), 255)
    pen = ImageDraw.Draw(picture)
    x = y = 0.0
    for move, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.findall(r' d="([^"]+)"', drawing)[0]):
        steps = [float(number) for number in numbers.split()]
        if move == "h":
            # A line of one square's height, which its middle names.
            box = (x, y - 0.5, x + steps[0], y + 0.5)
            left, top, right, bottom = (round(edge * _SQUARE) for edge in box)
            pen.rectangle((left, top, right - 1, bottom - 1), fill=0)
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if move == "M" else (x + steps[0], y + steps[1])
    return "".join(code.text for code in zxingcpp.read_barcodes(picture))


@pytest.mark.parametrize("kind", ["nhan", "phieu"])
@pytest.mark.parametrize("paper", ["a6", "a4"])
def test_papers_of_several_orders_in_one_print(client: Client, kind: str, paper: str) -> None:
    stall = make_stall()
    parts = [part_of(make_order((make_product(stall=stall), 2))) for _number in range(3)]
    strange = part_of(make_order())
    sign_in(client, stall)
    numbers = [part.number for part in (*parts, strange)]
    page = client.get(reverse(PRINT), {"loai": kind, "giay": paper, "don": numbers}).content.decode()
    assert page.count('<article class="paper') == 3
    assert page.count('class="qr"') == 3
    assert f"css/print-{paper}" in page
    assert all(part.number in page for part in parts)
    assert f'paper-number">{strange.number}' not in page
    assert "style=" not in page
    addresses = [f"{settings.SITE_URL}/kenh-ban-hang/don-hang/{part.number}/" for part in parts]
    assert codes_on(page) == addresses


def test_label_says_where_to_and_what_to_collect(client: Client) -> None:
    stall = make_stall()
    part = part_of(make_order((make_product(stall=stall), 2)))
    sign_in(client, stall)
    page = client.get(reverse(PRINT), {"don": part.number}).content.decode()
    for words in ("24 Lê Lợi", "0912\xa0345\xa0678", "Nguyễn Thị Hồng Nhung", stall.name, "218.000\xa0₫"):
        assert words in page, words


@pytest.mark.parametrize("asked", [{"loai": "hoa-don"}, {"giay": "a5"}])
def test_unknown_paper_is_not_found(client: Client, asked: dict[str, str]) -> None:
    sign_in(client, make_stall())
    assert client.get(reverse(PRINT), asked).status_code == 404


def test_chosen_orders_lead_to_their_papers(client: Client) -> None:
    stall = make_stall()
    part = part_of(make_order((make_product(stall=stall), 2)))
    sign_in(client, stall)
    answer = client.post(reverse("desk:orders_selected"), {"viec": "list", "don": [part.number]})
    assert answer.headers["Location"] == f"{reverse(PRINT)}?loai=phieu&don={part.number}"
