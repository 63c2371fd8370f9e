import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model
from pytest_django import DjangoAssertNumQueries, Settings

from marketplace.accounts.models import Consent
from marketplace.core.phone import format_phone
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.notifications.models import Message
from marketplace.places.models import Ward
from marketplace.shop.catalogue.models import Product, RestrictionRule
from marketplace.shop.checkout import views
from marketplace.shop.checkout.services import place_reviewed_order
from marketplace.shop.order.placing import OutOfStockError
from marketplace.stalls.models import ShippingRate
from marketplace.stalls.services import suspend_stall
from tests.factories.baskets import DETAILS, Basket, Line, fill, put
from tests.factories.catalogue import published_product
from tests.factories.people import UserFactory

DETAILS_URL = "/thanh-toan/"
REVIEW = "/thanh-toan/xem-lai/"
PLACE = "/thanh-toan/dat-hang/"
AGREED = {"dong-y-quy-che": "on", "dong-y-bao-mat": "on"}
Order = get_model("order", "Order")


def reviewed(client: Client, *, stalls: int = 1, lines: int = 1) -> str:
    """Walk to the review and return the key of its form."""
    fill(client, stalls=stalls, lines=lines)
    return answered(client)


def answered(client: Client) -> str:
    page = client.get(DETAILS_URL)
    client.post(DETAILS_URL, {**DETAILS, "da-xem": page.context["seen"]})
    return str(client.get(REVIEW).context["key"])


def place(client: Client, key: str, **changes: str) -> Any:
    return client.post(PLACE, {"khoa": key, **AGREED, **changes})


def fold(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


class TestReview:
    def test_everything_that_the_law_asks_for_is_shown(self, client: Client) -> None:
        fill(client)
        stall = Line.objects.get().product.stall
        answered(client)

        text = fold(client.get(REVIEW))

        for fact in (
            stall.name,
            "Thôn Xa Ry, xã Hướng Phùng, tỉnh Quảng Trị",
            format_phone(stall.phone).replace("\xa0", " "),
            stall.registration_no,
            stall.tax_code,
            "100.000 ₫ / túi 250 g × 2",
            "Thành phần",
            "Hạn sử dụng",
            "Giao tận nơi",
            "Phí giao 18.000 ₫",
            "Tổng cộng 218.000 ₫",
            "Giá đã gồm thuế",
            "Tiền mặt khi nhận hàng",
            "24 Lê Lợi, phường Đông Hà, tỉnh Quảng Trị",
            "0912 345 678",
            "nhung@example.vn",
            "đổi, trả và hoàn tiền",
            "Tôi đồng ý với quy chế hoạt động của sàn, bản 2026-11.",
        ):
            assert fact in text

    def test_nothing_is_ticked_beforehand(self, client: Client) -> None:
        reviewed(client)

        assert " checked" not in client.get(REVIEW).content.decode().split("don", 1)[1].split("</aside>")[0]
        assert [field.value() for field in client.get(REVIEW).context["form"]] == [None, None]

    def test_review_before_the_details_leads_there(self, client: Client) -> None:
        fill(client)

        assert client.get(REVIEW)["Location"] == DETAILS_URL

    def test_review_without_goods_leads_to_the_basket(self, client: Client) -> None:
        assert client.get(REVIEW)["Location"] == "/gio-hang/"

    def test_page_is_private(self, client: Client) -> None:
        reviewed(client)

        assert client.get(REVIEW)["Cache-Control"] == "private, no-store"

    def test_draft_of_an_older_release_leads_to_the_details(self, client: Client) -> None:
        fill(client)
        session = client.session
        session["checkout"] = {"name": "Nhung"}
        session.save()

        assert client.get(REVIEW)["Location"] == DETAILS_URL

    def test_queries_do_not_grow_with_lines(
        self, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        reviewed(client, stalls=3)
        with django_assert_max_num_queries(20) as few:
            client.get(REVIEW)
        fill(client, lines=17)
        answered(client)

        with django_assert_max_num_queries(20) as many:
            assert len(client.get(REVIEW).context["basket"].lines) == 20

        assert len(many) == len(few)


class TestPlace:
    def test_order_is_bound_and_shown(self, client: Client) -> None:
        key = reviewed(client, stalls=3, lines=2)

        response = place(client, key)

        placement = Placement.objects.get()
        assert response.status_code == 303
        assert response["Location"] == f"/don-hang/{placement.order.number}/{placement.token}/"
        assert StallOrder.objects.filter(order=placement.order).count() == 3
        assert placement.order.total_incl_tax == 12 * 100_000 + 3 * 18_000
        assert placement.order.shipping_incl_tax == 54_000
        assert (placement.contact_name, placement.contact_phone) == ("Nguyễn Thị Hồng Nhung", "0912345678")
        assert Basket.objects.get().status == Basket.SUBMITTED
        assert client.get(response["Location"]).status_code == 200

    def test_agreement_is_recorded_with_its_versions(self, client: Client) -> None:
        place(client, reviewed(client))

        assert dict(Consent.objects.values_list("document", "version")) == {
            "quy-che": "2026-11",
            "bao-mat": "2026-10",
        }

    def test_session_forgets_and_the_basket_is_empty(self, client: Client) -> None:
        place(client, reviewed(client))

        assert "checkout" not in client.session
        assert "Giỏ còn trống" in client.get("/gio-hang/").content.decode()

    def test_second_click_reload_and_retry_make_one_order(self, client: Client) -> None:
        key = reviewed(client)

        urls = {place(client, key)["Location"] for _try in range(3)}

        assert len(urls) == 1
        assert Order.objects.count() == 1
        assert Message.objects.filter(kind="order_placed").count() == 1

    def test_click_that_came_between_makes_one_order(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = reviewed(client)
        # The other click had not ended when this one looked for an order.
        monkeypatch.setattr(views, "placement_of", lambda **_basket: None)

        first = place(client, key)
        Basket.objects.update(status=Basket.OPEN)
        session = client.session
        session["checkout"] = {name: DETAILS[name] for name in DETAILS} | {"phone": "0912345678"}
        session.save()
        client.cookies["gio_hang"] = client.cookies["gio_hang"].value or ""

        second = place(client, key)

        assert Order.objects.count() == 1
        assert first.status_code == second.status_code == 303

    def test_boxes_have_to_be_ticked(self, client: Client) -> None:
        key = reviewed(client)

        response = client.post(PLACE, {"khoa": key, "dong-y-quy-che": "on"})

        assert response.status_code == 422
        assert "Bạn chưa đánh dấu ô đồng ý về dữ liệu cá nhân." in response.content.decode()
        assert not Order.objects.exists()
        assert place(client, response.context["key"])["Location"].startswith("/don-hang/")

    def test_persons_order_is_theirs(self, client: Client) -> None:
        user = UserFactory.create()
        client.force_login(user)

        place(client, reviewed(client))

        assert Order.objects.get().user == user

    def test_post_needs_a_token(self) -> None:
        assert Client(enforce_csrf_checks=True).post(PLACE, AGREED).status_code == 403
        assert not Order.objects.exists()

    def test_get_binds_nothing(self, client: Client) -> None:
        reviewed(client)

        assert client.get(PLACE)["Location"] == REVIEW
        assert not Order.objects.exists()

    def test_queries_stay_within_budget(
        self, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        key = reviewed(client, stalls=3, lines=2)

        with django_assert_max_num_queries(60):
            assert place(client, key).status_code == 303

        assert Order.objects.exists()


class TestForged:
    @pytest.mark.parametrize("key", ["", "x", "\x00", "☕", "a" * 10_000, "WzEsICJ4Il0:1abc:zzz"])
    def test_forged_key_binds_nothing(self, client: Client, key: str) -> None:
        reviewed(client)

        response = place(client, key)

        assert (response.status_code, response["Location"]) == (303, REVIEW)
        assert not Order.objects.exists()

    def test_key_of_another_basket_binds_nothing(self, client: Client) -> None:
        theirs = reviewed(Client())
        reviewed(client)

        response = place(client, theirs)

        assert response["Location"] == DETAILS_URL
        assert not Order.objects.exists()

    def test_prices_from_the_form_are_not_believed(self, client: Client) -> None:
        place(client, reviewed(client), total="1", price="1", charge="0")

        assert Order.objects.get().total_incl_tax == 218_000


class TestBetweenReviewAndOrder:
    """Something happened after the shopper looked: nothing is bound, and they look again."""

    def expect_another_look(self, client: Client, key: str) -> str:
        response = place(client, key)
        assert response.status_code == 303
        assert not Order.objects.exists()
        assert not StallOrder.objects.exists()
        assert Basket.open.exists()
        return str(response["Location"])

    def test_price_changed(self, client: Client) -> None:
        key = reviewed(client)
        Line.objects.get().product.stockrecords.update(price=120_000)

        self.expect_another_look(client, key)
        assert client.get(REVIEW)["Location"] == DETAILS_URL
        assert "Giá tăng từ" in client.get(DETAILS_URL).content.decode()

    def test_stock_ran_out(self, client: Client) -> None:
        key = reviewed(client)
        Line.objects.get().product.stockrecords.update(num_in_stock=1)

        self.expect_another_look(client, key)
        assert client.get(REVIEW)["Location"] == "/gio-hang/"

    def test_product_was_withdrawn(self, client: Client) -> None:
        key = reviewed(client)
        Product.objects.filter(basket_lines__isnull=False).update(is_public=False)

        self.expect_another_look(client, key)

    def test_stall_was_suspended(self, client: Client) -> None:
        key = reviewed(client)
        suspend_stall(stall=Line.objects.get().product.stall, reason="Hồ sơ hết hạn")

        self.expect_another_look(client, key)

    def test_other_tab_added_goods(self, client: Client) -> None:
        key = reviewed(client)
        put(client, published_product())

        self.expect_another_look(client, key)
        assert len(client.get(REVIEW).context["basket"].lines) == 2

    def test_other_tab_changed_a_quantity(self, client: Client) -> None:
        key = reviewed(client)
        line = Line.objects.get()
        client.post("/gio-hang/sua/", {f"so-luong-{line.pk}": 5})

        self.expect_another_look(client, key)

    def test_delivery_became_dearer(self, client: Client) -> None:
        key = reviewed(client)
        ShippingRate.objects.update(charge=50_000)

        self.expect_another_look(client, key)

    def test_other_tab_chose_another_place(self, client: Client) -> None:
        key = reviewed(client)
        page = client.get(DETAILS_URL)
        client.post(DETAILS_URL, {**DETAILS, "line1": "Nơi khác", "da-xem": page.context["seen"]})

        self.expect_another_look(client, key)

    def test_rules_got_a_new_version(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        from marketplace.core import documents  # noqa: PLC0415 - the fixture patched the same module

        key = reviewed(client)
        monkeypatch.setattr(documents, "_providers", [lambda: {"quy-che": "2027-01", "bao-mat": "2026-10"}])

        self.expect_another_look(client, key)

    @pytest.mark.usefixtures("department_rules")
    def test_least_age_was_raised(self, client: Client) -> None:
        rule = {"code": "do-ngot", "name": "Đồ ngọt", "label_group": "food", "valid_from": date(2026, 1, 1)}
        fill(client)
        Product.objects.filter(basket_lines__isnull=False).update(label_group="food")
        row = RestrictionRule.objects.create(**rule, age=16)
        key = answered(client)
        row.age = 21
        row.save()
        assert place(client, key, **{"du-tuoi": "1"}).status_code == 303
        assert not Order.objects.exists()

        key = str(client.get(REVIEW).context["key"])
        place(client, key, **{"du-tuoi": "1"})
        assert Consent.objects.get(document="do-tuoi").version == "21"

    def test_commune_was_merged(self, client: Client) -> None:
        key = reviewed(client)
        Ward.objects.filter(code="19333").update(code="29333")

        self.expect_another_look(client, key)

    def test_session_was_lost(self, client: Client) -> None:
        key = reviewed(client)
        del client.cookies["sessionid"]

        assert self.expect_another_look(client, key) == DETAILS_URL

    def test_basket_was_deleted(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        key = reviewed(client)
        place_it = place_reviewed_order

        def place_late(**facts: Any) -> Placement:
            Basket.objects.all().delete()
            return place_it(**facts)

        monkeypatch.setattr(views, "place_reviewed_order", place_late)

        response = place(client, key)
        assert (response.status_code, response["Location"]) == (303, REVIEW)
        assert not Order.objects.exists()
        assert "Đơn vừa đổi so với lúc bạn xem." in client.get(REVIEW, follow=True).content.decode()

    def test_refusal_of_the_order_is_told(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        key = reviewed(client)

        def too_late(**_facts: object) -> None:
            raise OutOfStockError("Không còn đủ hàng: «Tiêu Cùa» đã hết.", [])

        monkeypatch.setattr(views, "place_reviewed_order", too_late)

        self.expect_another_look(client, key)
        assert "«Tiêu Cùa» đã hết" in client.get(REVIEW).content.decode()


class TestThrottle:
    def test_many_tries_ask_for_a_pause(self, client: Client, settings: Settings) -> None:
        settings.ORDERS_PER_HOUR = 2
        key = reviewed(client)
        for _try in range(2):
            client.post(PLACE, {"khoa": key})

        response = place(client, key)

        assert response.status_code == 429
        assert response["Retry-After"] == "3600"
        assert not Order.objects.exists()

    def test_order_that_exists_is_shown_without_counting(self, client: Client, settings: Settings) -> None:
        settings.ORDERS_PER_HOUR = 1
        key = reviewed(client)

        assert [place(client, key).status_code for _try in range(4)] == [303] * 4

    def test_benchmarks_may_order_without_end(
        self, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.ORDERS_PER_HOUR = 0
        monkeypatch.setattr(views, "TRIES_PER_SESSION", 0)

        assert place(client, reviewed(client)).status_code == 303
