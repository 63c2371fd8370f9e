import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from oscar.core.loading import get_model
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import User
from marketplace.places.models import Ward
from marketplace.places.services import viet_nam
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import ShippingWay, ShippingZone
from marketplace.stalls.models import ShippingRate
from tests.factories.baskets import DETAILS, Line, fill, put
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory

URL = "/thanh-toan/"
REVIEW = "/thanh-toan/xem-lai/"
UserAddress = get_model("address", "UserAddress")


def seen(client: Client) -> str:
    return str(client.get(URL).context["seen"])


def answer(client: Client, **changes: str) -> Any:
    return client.post(URL, {**DETAILS, "da-xem": seen(client), **changes})


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def saved_address(
    user: User, *, ward: str = "xã Cam Lộ", province: str = "tỉnh Quảng Trị", **fields: Any
) -> Any:
    values = {"first_name": "Trần Văn Lâm", "line1": "Thôn 2", "phone_number": "+84935111222", **fields}
    return UserAddress.objects.create(user=user, country=viet_nam(), line4=ward, state=province, **values)


class TestRoad:
    def test_good_answers_lead_to_the_review(self, client: Client) -> None:
        fill(client)

        response = answer(client)

        assert (response.status_code, response["Location"]) == (303, REVIEW)
        draft = client.session["checkout"]
        assert draft["phone"] == "0912345678"
        assert draft["ward"] == "19333"

    def test_empty_basket_leads_back(self, client: Client) -> None:
        response = client.get(URL)

        assert (response.status_code, response["Location"]) == (303, "/gio-hang/")
        assert client.post(URL, DETAILS)["Location"] == "/gio-hang/"

    def test_answers_are_still_there_on_coming_back(self, client: Client) -> None:
        fill(client)
        answer(client, line1="Thôn Xa Ry")

        form = client.get(URL).context["form"]

        assert form["line1"].value() == "Thôn Xa Ry"
        assert form["ward"].value() == "19333"

    def test_page_is_private(self, client: Client) -> None:
        fill(client)
        response = client.get(URL)

        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"

    def test_post_needs_a_token(self) -> None:
        assert Client(enforce_csrf_checks=True).post(URL, DETAILS).status_code == 403

    def test_english_page_leads_to_the_english_review(self, client: Client) -> None:
        fill(client)
        page = client.get("/en/thanh-toan/")

        response = client.post("/en/thanh-toan/", {**DETAILS, "da-xem": page.context["seen"]})

        assert response["Location"] == "/en/thanh-toan/xem-lai/"


class TestMistakes:
    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("full_name", "", "Bạn chưa điền họ và tên."),
            ("full_name", "0912", "Họ và tên cần có chữ, ví dụ Nguyễn Thị Hồng Nhung."),
            ("full_name", "🙂🙂", "Họ và tên cần có chữ, ví dụ Nguyễn Thị Hồng Nhung."),
            (
                "phone",
                "0912 345 67",
                "Số này mới có 9 chữ số. Số di động cần đủ 10, ví dụ 0912 345 678.",
            ),
            ("email", "", "Bạn chưa điền thư điện tử."),
            ("email", "nhung@", "Địa chỉ thư này chưa đúng. Địa chỉ có dạng ten@example.vn."),
            ("province", "99", "Lựa chọn này không còn nữa. Bạn chọn lại giúp."),
            ("ward", "", "Bạn chưa chọn xã, phường."),
            ("ward", "19786", "Xã, phường này không thuộc tỉnh đã chọn. Bạn chọn lại giúp."),
            ("ward", "00000", "Xã, phường này không thuộc tỉnh đã chọn. Bạn chọn lại giúp."),
            ("line1", "", "Bạn chưa điền số nhà, đường, thôn."),
            ("payment", "", "Bạn chưa chọn cách thanh toán."),
            ("payment", "bitcoin", "Lựa chọn này không còn nữa. Bạn chọn lại giúp."),
        ],
    )
    def test_mistake_gets_a_sentence(self, client: Client, field: str, typed: str, sentence: str) -> None:
        fill(client)

        response = answer(client, **{field: typed})

        assert response.status_code == 422
        assert sentence in errors(response)[field]
        assert "checkout" not in client.session

    def test_nothing_typed_is_lost(self, client: Client) -> None:
        fill(client)

        response = answer(client, phone="0912", note="Gọi trước")

        form = response.context["form"]
        assert {name: form[name].value() for name in ("full_name", "phone", "line1", "note", "ward")} == {
            "full_name": "Nguyễn Thị Hồng Nhung",
            "phone": "0912",
            "line1": "24 Lê Lợi",
            "note": "Gọi trước",
            "ward": "19333",
        }
        assert "Còn một chỗ cần sửa" in response.content.decode()

    def test_summary_names_a_field_once_and_leads_to_it(self, client: Client) -> None:
        fill(client)

        response = answer(client, full_name="", phone="0912 345 67")

        page = BeautifulSoup(response.content, "html.parser")
        links = [(str(link["href"]), link.get_text()) for link in page.select(".error-summary a")]
        assert links == [
            ("#id_full_name", "Bạn chưa điền họ và tên."),
            ("#id_phone", f"Số điện thoại: {errors(response)['phone'][0]}"),
        ]

    @pytest.mark.parametrize("name", list(DETAILS))
    @pytest.mark.parametrize(
        "typed", ["\x00", "☕" * 40, "x" * 10_000, "\ud800".encode("utf-8", "ignore").decode()]
    )
    def test_hostile_text_never_breaks_the_page(self, client: Client, name: str, typed: str) -> None:
        fill(client)

        assert answer(client, **{name: typed}).status_code in {303, 422}

    def test_repeated_and_missing_fields_never_break_the_page(self, client: Client) -> None:
        fill(client)

        assert client.post(URL, {}).status_code == 422
        assert client.post(URL, {name: [value, "x"] for name, value in DETAILS.items()}).status_code == 422
        assert client.post(URL, {"giao-": "x", "giao-1x": "y", "giao-999": "pickup"}).status_code == 422


class TestPlaces:
    def test_choosing_a_province_brings_its_communes_and_keeps_the_rest(self, client: Client) -> None:
        fill(client)

        response = client.post(URL, {**DETAILS, "province": "46", "phone": "09", "chon-xa": "1"})

        form = response.context["form"]
        assert response.status_code == 200
        assert form.errors == {}
        assert [code for code, _name in form.fields["ward"].choices] == ["", "19786"]
        assert (form["phone"].value(), form["line1"].value()) == ("09", "24 Lê Lợi")
        assert response.context["basket"].shipping_total == 26_000

    def test_chosen_way_of_a_stall_is_kept(self, client: Client) -> None:
        fill(client)
        stall = Line.objects.get().product.stall
        ShippingRate.objects.create(stall=stall, way=ShippingWay.PICKUP, zone=ShippingZone.PROVINCE, charge=0)

        response = client.post(URL, {**DETAILS, f"giao-{stall.pk}": "pickup", "da-xem": seen(client)})

        assert response["Location"] == REVIEW
        assert client.get(REVIEW).context["basket"].shipping_total == 0

    def test_stall_that_does_not_go_there_stops_the_road(self, client: Client) -> None:
        fill(client)
        ShippingRate.objects.exclude(zone=ShippingZone.PROVINCE).delete()

        response = answer(client, province="79", ward="26740")

        assert response.status_code == 422
        assert "Gian hàng này chưa giao tới nơi bạn chọn." in response.content.decode()

    def test_ward_that_was_merged_since_leads_back(self, client: Client) -> None:
        fill(client)
        answer(client)
        Ward.objects.filter(code="19333").update(code="29333")

        assert client.get(REVIEW)["Location"] == URL


class TestAccount:
    def test_account_is_filled_in(self, client: Client) -> None:
        user = UserFactory.create(phone="0935111222")
        client.force_login(user)
        fill(client)

        form = client.get(URL).context["form"]

        assert (form["full_name"].value(), form["phone"].value(), form["email"].value()) == (
            user.full_name,
            "0935111222",
            user.email,
        )

    def test_account_may_leave_the_mail_out(self, client: Client) -> None:
        client.force_login(UserFactory.create())
        fill(client)

        assert answer(client, email="")["Location"] == REVIEW

    def test_preferred_address_is_filled_in(self, client: Client) -> None:
        user = UserFactory.create()
        saved_address(user, line1="Thôn 1")
        saved_address(user, line1="Thôn 9", is_default_for_shipping=True)
        client.force_login(user)
        fill(client)

        form = client.get(URL).context["form"]

        assert (form["line1"].value(), form["ward"].value(), form["phone"].value()) == (
            "Thôn 9",
            "19597",
            "0935111222",
        )

    def test_saved_address_can_be_taken_with_its_costs(self, client: Client) -> None:
        user = UserFactory.create()
        address = saved_address(user, ward="phường Thuận Hóa", province="thành phố Huế")
        client.force_login(user)
        fill(client)

        response = client.post(URL, {**DETAILS, "dung-dia-chi": address.pk})

        form = response.context["form"]
        assert (form["province"].value(), form["ward"].value(), form["line1"].value()) == (
            "46",
            "19786",
            "Thôn 2",
        )
        assert form["note"].value() == "Gọi trước 15 phút"
        assert response.context["basket"].shipping_total == 26_000

    @pytest.mark.parametrize("key", ["{theirs}", "0", "-1", "x", "9" * 40, "\x00"])
    def test_address_of_somebody_else_is_not_told(self, client: Client, key: str) -> None:
        theirs = saved_address(UserFactory.create(), line1="Nhà người khác")
        client.force_login(UserFactory.create())
        fill(client)

        response = client.post(URL, {**DETAILS, "dung-dia-chi": key.format(theirs=theirs.pk)})

        assert response.status_code == 200
        assert response.context["form"]["line1"].value() == "24 Lê Lợi"
        assert "Nhà người khác" not in response.content.decode()


class TestNews:
    def test_dearer_goods_are_told_before_the_review(self, client: Client) -> None:
        fill(client)
        Line.objects.get().product.stockrecords.update(price=120_000)

        text = re.sub(r"\s+", " ", client.get(URL).content.decode()).replace("\u00a0", " ")

        assert "Giá tăng từ 100.000 ₫ lên 120.000 ₫ kể từ khi bạn cho vào giỏ." in text
        assert client.get(REVIEW)["Location"] == URL
        assert answer(client)["Location"] == REVIEW
        assert Line.objects.get().price_incl_tax == 120_000
        assert client.get(REVIEW).status_code == 200

    def test_change_while_typing_is_shown_first(self, client: Client) -> None:
        fill(client)
        before = seen(client)
        Line.objects.get().product.stockrecords.update(price=120_000)

        response = client.post(URL, {**DETAILS, "da-xem": before})

        assert response.status_code == 200
        text = response.content.decode()
        assert "Giỏ hàng vừa đổi. Bạn xem lại các món rồi bấm tiếp nhé." in text
        assert response.context["form"]["line1"].value() == "24 Lê Lợi"
        assert Line.objects.get().price_incl_tax == 100_000
        assert client.post(URL, {**DETAILS, "da-xem": response.context["seen"]})["Location"] == REVIEW

    @pytest.mark.parametrize("what", ["withdrawn", "sold_out", "short"])
    def test_goods_that_cannot_be_ordered_lead_back_to_the_basket(self, client: Client, what: str) -> None:
        fill(client)
        line = Line.objects.get()
        if what == "withdrawn":
            Product.objects.filter(pk=line.product_id).update(is_public=False)
        else:
            line.product.stockrecords.update(num_in_stock=0 if what == "sold_out" else 1)

        for response in (client.get(URL), client.post(URL, DETAILS), client.get(REVIEW)):
            assert (response.status_code, response["Location"]) == (303, "/gio-hang/")
        assert "Trong giỏ có món cần xem lại trước khi đặt." in client.get("/gio-hang/").content.decode()


class TestPayment:
    def test_alcohol_is_not_paid_in_cash(self, client: Client) -> None:
        fill(client)
        Product.objects.filter(basket_lines__isnull=False).update(label_group="alcohol")
        title = Product.objects.get(basket_lines__isnull=False).title

        response = client.get(URL)

        assert f"Luật không cho thu tiền mặt khi bán {title}, mà" in response.content.decode()
        assert answer(client).status_code == 422

    def test_part_over_the_cap_is_not_paid_in_cash(self, client: Client) -> None:
        put(client, published_product(price=9_000_000, stock=50), 3)

        assert "Có phần đơn vượt mức tiền mặt" in client.get(URL).content.decode()


def test_queries_do_not_grow_with_lines(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(UserFactory.create())
    fill(client, stalls=3)
    client.get(URL)
    with django_assert_max_num_queries(20) as few:
        client.get(URL)
    stall, category = StallFactory.create(), CategoryFactory.create()
    for _number in range(17):
        put(client, published_product(stall=stall, category=category))
    client.get(URL)

    with django_assert_max_num_queries(20) as many:
        client.get(URL)
    with django_assert_max_num_queries(20):
        client.post(URL, {**DETAILS, "phone": "", "da-xem": "x"})

    assert len(many) == len(few)
