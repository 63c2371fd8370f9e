"""Labels and packing lists: every order that was asked for, of this stall, on the right paper."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.orders import make_order, make_product, make_stall, part_of
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db
PRINT = "desk:orders_print"


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
