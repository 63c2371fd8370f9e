import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace.shop.basket.services import change_basket
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import ShippingWay, ShippingZone
from marketplace.stalls.models import ShippingRate
from marketplace.stalls.services import suspend_stall
from tests.factories.baskets import Basket, Line, fill, lines_of, put
from tests.factories.catalogue import CategoryFactory, buyable, published_product
from tests.factories.places import load_few_places
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db
SUMMARY = "/gio-hang/"
UPDATE = "/gio-hang/sua/"


@pytest.fixture(autouse=True)
def _places() -> None:
    load_few_places()


def page(client: Client) -> str:
    """The basket's text, blanks folded."""
    response = client.get(SUMMARY)
    assert response.status_code == 200
    return fold(response.content.decode())


def fold(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def send(client: Client, **fields: Any) -> Any:
    return client.post(UPDATE, {name.replace("__", "-"): value for name, value in fields.items()})


def one_line(client: Client, quantity: int = 2, **content: Any) -> Any:
    put(client, published_product(**content), quantity)
    return Line.objects.latest("pk")


class TestPage:
    def test_empty_basket_invites(self, client: Client) -> None:
        assert "Giỏ còn trống" in page(client)

    def test_goods_stand_by_stall_with_sums(self, client: Client) -> None:
        first, second = (
            StallFactory.create(name="HTX Cà phê Đất Đỏ"),
            StallFactory.create(name="Nhà mắm Hương Biển"),
        )
        put(client, published_product(stall=first, price=185_000, title="Món thứ nhất"), 2)
        put(client, published_product(stall=second, price=140_000, title="Nước mắm"), 1)
        page(client)  # which tells what was added, once

        text = page(client)

        assert "2 món từ 2 gian hàng. Mỗi gian hàng tự gói và gửi phần của mình." in text
        assert text.index("HTX Cà phê Đất Đỏ") < text.index("Món thứ nhất") < text.index("Nhà mắm Hương Biển")
        assert "Cộng phần này 388.000 ₫" in text
        assert "Cộng phần này 158.000 ₫" in text
        assert "Tiền hàng (2 món) 510.000 ₫" in text
        assert "Phí giao (2 gian hàng) 36.000 ₫" in text
        assert "Tổng cộng 546.000 ₫" in text

    def test_variant_shows_its_name_and_its_parents_page(self, client: Client) -> None:
        product = published_product(variants=2, title="Cao chè vằng")
        put(client, buyable(product)[1])

        response = client.get(SUMMARY)

        assert response.context["basket"].lines[0].title == "Cao chè vằng"
        assert response.context["basket"].lines[0].variant != ""
        assert response.context["basket"].lines[0].url == product.get_absolute_url()
        assert response.context["basket"].lines[0].picture is not None

    def test_page_is_private(self, client: Client) -> None:
        response = client.get(SUMMARY)

        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"

    def test_page_speaks_english_under_its_own_address(self, client: Client) -> None:
        assert client.get("/en/gio-hang/").status_code == 200

    def test_queries_do_not_grow_with_lines(
        self, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        fill(client, stalls=3, lines=1)
        client.get(SUMMARY)
        with django_assert_max_num_queries(15) as few:
            client.get(SUMMARY)
        stall, category = StallFactory.create(), CategoryFactory.create()
        for number in range(17):
            product = published_product(stall=stall, category=category, variants=1 + number % 2)
            put(client, buyable(product)[0])
        client.get(SUMMARY)

        with django_assert_max_num_queries(15) as many:
            response = client.get(SUMMARY)

        assert len(response.context["basket"].lines) == 20
        # A parent's pictures are one query more, whatever the number of parents.
        assert len(many) <= len(few) + 1


class TestNews:
    def test_dearer_price_is_told(self, client: Client) -> None:
        line = one_line(client, price=130_000)
        line.product.stockrecords.update(price=140_000)

        text = page(client)

        assert "Giá tăng từ 130.000 ₫ lên 140.000 ₫ kể từ khi bạn cho vào giỏ." in text
        assert "Một món đã thay đổi từ khi bạn cho vào giỏ." in text
        assert "Tiền hàng 280.000 ₫" in text

    def test_cheaper_price_is_told(self, client: Client) -> None:
        line = one_line(client, price=130_000)
        line.product.stockrecords.update(price=120_000)

        assert "Giá giảm từ 130.000 ₫ xuống 120.000 ₫ kể từ khi bạn cho vào giỏ." in page(client)

    def test_withdrawn_line_is_shown_and_not_counted(self, client: Client) -> None:
        one_line(client, price=100_000, title="Tiêu Cùa")
        gone = one_line(client, price=50_000, title="Mật ong")
        Product.objects.filter(pk=gone.product_id).update(is_public=False)

        text = page(client)

        assert "Mật ong" in text
        assert "Món này không còn bày bán nên không tính vào đơn." in text
        assert "Tiền hàng (1 món) 200.000 ₫" in text
        assert "Phí giao (1 gian hàng) 18.000 ₫" in text

    def test_lines_of_a_suspended_stall_are_gone(self, client: Client) -> None:
        line = one_line(client)
        suspend_stall(stall=line.product.stall, reason="Hồ sơ hết hạn")

        text = page(client)

        assert "Không còn bày bán" in text
        assert "Tổng cộng 0 ₫" in text

    def test_sold_out_line_is_told(self, client: Client) -> None:
        line = one_line(client)
        line.product.stockrecords.update(num_in_stock=0)

        assert "Món này vừa hết hàng nên không tính vào đơn." in page(client)

    def test_short_line_offers_what_is_left(self, client: Client) -> None:
        line = one_line(client, 5)
        line.product.stockrecords.update(num_in_stock=2)

        assert "Chỉ còn 2 túi, giỏ đang có 5. Bạn bớt số lượng nhé. Lấy 2" in page(client)
        send(client, lay=f"{line.pk}:2", **{f"so__luong__{line.pk}": 5})

        assert lines_of(line.basket) == [(line.product_id, 2)]
        assert "Chỉ còn 2 túi. Đặt sớm để giữ phần." in page(client)


class TestUpdate:
    def test_quantities_are_taken_over(self, client: Client) -> None:
        first, second = one_line(client, 2), one_line(client, 1)

        response = send(client, **{f"so__luong__{first.pk}": 3, f"so__luong__{second.pk}": "5"})

        assert (response.status_code, response["Location"]) == (303, SUMMARY)
        assert lines_of(first.basket) == [(first.product_id, 3), (second.product_id, 5)]

    def test_buttons_step_up_and_down(self, client: Client) -> None:
        line = one_line(client, 2)

        send(client, buoc=f"{line.pk}:1", **{f"so__luong__{line.pk}": 2})
        assert lines_of(line.basket) == [(line.product_id, 3)]
        send(client, buoc=f"{line.pk}:-1", **{f"so__luong__{line.pk}": 3})
        assert lines_of(line.basket) == [(line.product_id, 2)]

    def test_removed_line_goes_and_typed_numbers_stay(self, client: Client) -> None:
        first, second = one_line(client), one_line(client)

        send(client, bo=first.pk, **{f"so__luong__{first.pk}": "x", f"so__luong__{second.pk}": 4})

        assert lines_of(first.basket) == [(second.product_id, 4)]

    @pytest.mark.parametrize("typed", ["0", "-1", "1000000000", "hai", "", "\x00", "9" * 10_000, "☕" * 50])
    def test_wrong_number_gets_a_sentence_and_nothing_is_lost(self, client: Client, typed: str) -> None:
        first, second = one_line(client, 2), one_line(client, 1)

        response = send(client, **{f"so__luong__{first.pk}": typed, f"so__luong__{second.pk}": 7})

        assert response.status_code == 422
        line = response.context["basket"].lines[0]
        assert line.error.startswith(("Số lượng", "Mỗi món"))
        assert line.typed == typed.replace("\x00", "")[:40]
        assert lines_of(first.basket) == [(first.product_id, 2), (second.product_id, 7)]

    def test_zero_says_how_to_remove(self, client: Client) -> None:
        line = one_line(client)

        response = send(client, **{f"so__luong__{line.pk}": 0})

        assert "Số lượng ít nhất là 1. Nếu không lấy nữa, bạn bấm «Bỏ khỏi giỏ»." in fold(
            response.content.decode()
        )

    def test_line_of_another_basket_is_not_touched(self, client: Client) -> None:
        other = Client()
        theirs = one_line(other, 2)
        one_line(client, 1)

        send(client, bo=theirs.pk, buoc=f"{theirs.pk}:5", **{f"so__luong__{theirs.pk}": 9})

        assert lines_of(theirs.basket) == [(theirs.product_id, 2)]

    @pytest.mark.parametrize("name", ["bo", "buoc", "lay"])
    @pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "1:", ":1", "1:99999999", "1\x00:1", "☕"])
    def test_forged_button_changes_nothing(self, client: Client, name: str, value: str) -> None:
        line = one_line(client, 2)

        assert send(client, **{name: value}).status_code == 303
        assert lines_of(line.basket) == [(line.product_id, 2)]

    def test_update_needs_a_token(self) -> None:
        client = Client(enforce_csrf_checks=True)

        assert client.post(UPDATE, {"bo": 1}).status_code == 403

    def test_get_leads_back(self, client: Client) -> None:
        assert client.get(UPDATE)["Location"] == SUMMARY

    def test_empty_basket_takes_a_late_post(self, client: Client) -> None:
        assert send(client, bo=1, so__luong__1=2).status_code == 303
        assert not Basket.objects.exists()

    def test_two_tabs_the_second_changes_what_the_first_left(self, client: Client) -> None:
        line = one_line(client, 2)
        send(client, bo=line.pk)

        response = send(client, buoc=f"{line.pk}:1", **{f"so__luong__{line.pk}": 2})

        assert response.status_code == 303
        assert "Giỏ còn trống" in page(client)

    def test_basket_ordered_in_another_tab_is_told(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line = one_line(client, 2)

        def ordered_first(**arguments: Any) -> None:
            Basket.objects.update(status=Basket.SUBMITTED)
            change_basket(**arguments)

        monkeypatch.setattr("marketplace.shop.basket.views.change_basket", ordered_first)

        response = send(client, **{f"so__luong__{line.pk}": 9})

        assert response.status_code == 303
        assert lines_of(line.basket) == [(line.product_id, 2)]
        assert "Giỏ này đã được đặt." in page(client)

    def test_proceed_saves_and_leads_on(self, client: Client) -> None:
        line = one_line(client, 2)

        response = send(client, tiep=1, **{f"so__luong__{line.pk}": 3})

        assert response["Location"] == reverse("checkout:details")
        assert lines_of(line.basket) == [(line.product_id, 3)]


class TestDelivery:
    def test_chosen_way_and_province_are_kept(self, client: Client) -> None:
        line = one_line(client)
        stall = line.product.stall
        ShippingRate.objects.create(stall=stall, way=ShippingWay.PICKUP, zone=ShippingZone.PROVINCE, charge=0)

        send(client, tinh="79")
        assert client.get(SUMMARY).context["basket"].shipping_total == 36_000
        send(client, **{f"giao__{stall.pk}": "pickup"})

        basket = client.get(SUMMARY).context["basket"]
        assert (basket.province_code, basket.shipping_total) == ("79", 0)
        assert basket.parts[0].chosen.is_pickup

    @pytest.mark.parametrize("province", ["00", "99", "x" * 300, "", "44\x0044", "☕"])
    def test_unknown_province_changes_nothing(self, client: Client, province: str) -> None:
        one_line(client)

        assert send(client, tinh=province).status_code == 303
        assert client.get(SUMMARY).context["basket"].province_code == "44"

    @pytest.mark.parametrize("way", ["drone", "", "x" * 10_000, "\x00"])
    def test_unknown_way_changes_nothing(self, client: Client, way: str) -> None:
        line = one_line(client)

        send(client, **{f"giao__{line.product.stall_id}": way, "giao__x": "delivery", "giao__": "pickup"})

        assert client.get(SUMMARY).context["basket"].parts[0].chosen.way == "delivery"

    def test_stall_that_does_not_go_there_says_so(self, client: Client) -> None:
        stall = StallFactory.create(rates=[])
        put(client, published_product(stall=stall))

        assert "Gian hàng này chưa giao tới nơi bạn chọn." in page(client)

    def test_missing_for_free_delivery_is_told(self, client: Client) -> None:
        stall = StallFactory.create()
        stall.shipping_rates.update(free_from=400_000)
        put(client, published_product(stall=stall, price=185_000), 2)

        assert "Mua thêm 30.000 ₫ ở gian hàng này để được miễn phí giao." in page(client)
