"""The filter form as a browser without JavaScript sends it, and the address that comes of it."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from tests.factories.places import load_few_places
from tests.factories.stalls import StallFactory
from tests.search.helpers import on_shelf

pytestmark = pytest.mark.django_db


def sent(page: bytes, **chosen: str) -> list[tuple[str, str]]:
    """Return what the form sends, in its order, once the controls in ``chosen`` were filled in."""
    soup = BeautifulSoup(page, "html.parser")
    form = soup.find("form", id="bo-loc")
    assert isinstance(form, Tag)
    assert (form.get("method", "get"), form.get("action", "")) == ("get", "")
    outside = soup.select('[form="bo-loc"]')
    pairs: list[tuple[str, str]] = []
    left = {name.replace("_", "-"): value for name, value in chosen.items()}
    for control in [*form.select("input, select"), *outside]:
        name = str(control.get("name", ""))
        if not name or control.has_attr("disabled"):
            continue
        if control.name == "select":
            values = [str(option["value"]) for option in control.find_all("option")]
            picked = control.find("option", selected=True)
            value = str(picked["value"]) if picked else values[0]
            if name in left and left[name] in values:
                value = left.pop(name)
            pairs.append((name, value))
        elif control.get("type") in {"checkbox", "radio"}:
            is_meant = left.get(name) == control.get("value")
            if is_meant:
                del left[name]
            if is_meant or (control.has_attr("checked") and name not in chosen):
                pairs.append((name, str(control.get("value", "on"))))
        else:
            pairs.append((name, left.pop(name, str(control.get("value", "")))))
    assert left == {}, "no such control"
    return pairs


def titles_and_chips(
    client: Client, address: str, pairs: list[tuple[str, str]]
) -> tuple[set[str], list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    context = client.get(address, data).context
    return {card.title for card in context["page"].cards}, [label for label, _url in context["chips"]]


def test_form_sent_as_it_stands_is_the_same_question(client: Client) -> None:
    load_few_places()
    on_shelf("Trà rẻ", price=20_000)
    on_shelf("Trà đắt", price=900_000)
    on_shelf("Nước mắm", price=20_000)
    for question in (
        "?q=tra+dat",
        "?q=tra&gia-den=50000&con-hang=1&sap-xep=moi",
        "?q=tra&giao-toi=26740",
    ):
        before = client.get(f"/tim-kiem/{question}")
        titles, chips = titles_and_chips(client, "/tim-kiem/", sent(before.content))
        assert titles == {card.title for card in before.context["page"].cards}, question
        assert "Nước mắm" not in titles
        assert chips == [label for label, _url in before.context["chips"]], question


def test_filters_are_added_by_sending_the_form_and_words_and_order_stay(client: Client) -> None:
    load_few_places()
    near, far = StallFactory.create(), StallFactory.create()
    near.shipping_rates.exclude(zone="province").delete()
    for title, price, stall in (
        ("Trà rẻ", 20_000, far),
        ("Trà đắt", 900_000, far),
        ("Trà gần", 30_000, near),
        ("Nước mắm", 20_000, far),
    ):
        on_shelf(title, price=price, stall=stall)
    first = client.get("/tim-kiem/?q=tra&sap-xep=gia-giam&trang=1")
    cheap = sent(first.content, gia_den="50.000")
    assert titles_and_chips(client, "/tim-kiem/", cheap)[0] == {"Trà rẻ", "Trà gần"}
    assert ("sap-xep", "gia-giam") in cheap
    assert "trang" not in dict(cheap)
    second = client.get("/tim-kiem/", dict(cheap))
    abroad = sent(second.content, giao_toi="79")
    titles, chips = titles_and_chips(client, "/tim-kiem/", abroad)
    assert titles == {"Trà rẻ"}
    assert len(chips) == 2
    assert "Giao tới Hồ Chí Minh" in chips


def test_address_of_a_list_for_a_commune_is_shared_with_its_province_and_other_filters(
    client: Client,
) -> None:
    load_few_places()
    near, far = StallFactory.create(), StallFactory.create()
    near.shipping_rates.exclude(zone="province").delete()
    on_shelf("Gần", stall=near)
    on_shelf("Xa", stall=far)
    typed = client.get("/san-pham/?giao-toi=79&giao-toi=26740&con-hang=1")
    address = dict(typed.context["chips"])
    (shared,) = [url for label, url in address.items() if not label.startswith("Giao tới")]
    assert shared == "/san-pham/?giao-toi=26740"
    opened = Client().get(shared)
    assert [card.title for card in opened.context["page"].cards] == ["Xa"]
    assert opened.context["chips"] == [("Giao tới phường Sài Gòn", "/san-pham/")]
    html = opened.content.decode()
    assert '<option value="79" selected lang="vi">' in html
    assert '<option value="26740" selected lang="vi">' in html
