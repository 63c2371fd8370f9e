"""Signing in and out: one sentence for every failure, a pause after many, and no way around it."""

from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from tests.factories.people import PASSWORD, UserFactory, officer
from tests.marketplace.accounts.helpers import is_signed_in

pytestmark = pytest.mark.django_db
PATH = "/tai-khoan/dang-nhap/"
WRONG = "Thư điện tử hoặc mật khẩu chưa đúng. Bạn xem lại, hoặc đặt mật khẩu mới."
PAUSE = "Bạn thử hơi nhiều lần. Để giữ an toàn, mời bạn thử lại sau 15 phút."


def test_right_password_signs_in_whatever_the_case_of_the_address(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    response = client.post(PATH, {"email": " NHUNG@example.vn", "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/tai-khoan/")
    assert is_signed_in(client)


def test_password_composed_by_another_keyboard_is_the_same(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn", password="mo\u0323\u0302t con ngu\u031b\u0323a")
    client.post(PATH, {"email": "nhung@example.vn", "password": "một con ngựa"})
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["nhung@example.vn", "khong-co@example.vn", "da-dong@example.vn"])
def test_wrong_password_no_account_and_blocked_account_answer_the_same(client: Client, email: str) -> None:
    UserFactory.create(email="nhung@example.vn")
    UserFactory.create(email="da-dong@example.vn", is_active=False)
    password = PASSWORD if email == "da-dong@example.vn" else "sai mật khẩu rồi"
    response = client.post(PATH, {"email": email, "password": password})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert f'value="{email}"' in response.content.decode()
    assert password not in response.content.decode()
    assert not is_signed_in(client)


def test_after_eight_wrong_passwords_even_the_right_one_waits(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    for _try in range(8):
        response = client.post(PATH, {"email": "nhung@example.vn", "password": "sai"})
        assert response.context["form"].non_field_errors() == [WRONG]
    response = client.post(PATH, {"email": "Nhung@example.vn", "password": PASSWORD})
    assert response.status_code == 429
    assert response.context["form"].non_field_errors() == [PAUSE]
    assert not is_signed_in(client)


def test_pause_is_for_one_person_at_one_place(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    UserFactory.create(email="hoa@example.vn")
    for _try in range(8):
        client.post(PATH, {"email": "nhung@example.vn", "password": "sai"})
    client.post(PATH, {"email": "hoa@example.vn", "password": PASSWORD})
    assert is_signed_in(client)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    elsewhere.post(PATH, {"email": "nhung@example.vn", "password": PASSWORD})
    assert is_signed_in(elsewhere)


def test_right_password_starts_the_count_afresh(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    for _round in range(3):
        for _try in range(5):
            client.post(PATH, {"email": "nhung@example.vn", "password": "sai"})
        assert client.post(PATH, {"email": "nhung@example.vn", "password": PASSWORD}).status_code == 302


def test_many_addresses_from_one_place_are_paused(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    for number in range(100):
        client.post(PATH, {"email": f"n{number}@example.vn", "password": "sai"})
    assert client.post(PATH, {"email": "nhung@example.vn", "password": PASSWORD}).status_code == 429


def test_back_office_has_the_same_door_and_the_same_pause(client: Client) -> None:
    officer(email="canbo@example.vn")
    response = client.get("/quan-tri/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/tai-khoan/dang-nhap/?next=/quan-tri/",
    )
    for _try in range(8):
        client.post("/quan-tri/login/", {"username": "canbo@example.vn", "password": "sai"})
    client.post("/quan-tri/login/", {"username": "canbo@example.vn", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    form = {"email": "canbo@example.vn", "password": PASSWORD, "next": "/quan-tri/"}
    assert elsewhere.post(PATH, form).headers["Location"] == "/quan-tri/"


def test_shopper_at_the_back_office_is_told_and_not_sent_in_circles(client: Client) -> None:
    client.force_login(UserFactory.create(email="nhung@example.vn"))
    response = client.get("/quan-tri/", follow=True)
    assert response.redirect_chain == [("/tai-khoan/dang-nhap/?next=/quan-tri/", 302)]
    assert "Bạn đang đăng nhập bằng nhung@example.vn." in response.content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_way_on_leads_nowhere_else(client: Client, target: str) -> None:
    UserFactory.create(email="nhung@example.vn")
    response = client.post(PATH, {"email": "nhung@example.vn", "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/tai-khoan/"


def test_way_on_leads_back_to_the_page_that_asked(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    page = client.get("/tai-khoan/ho-so/", follow=True)
    assert page.context["next"] == "/tai-khoan/ho-so/"
    form = {"email": "nhung@example.vn", "password": PASSWORD, "next": page.context["next"]}
    assert client.post(PATH, form).headers["Location"] == "/tai-khoan/ho-so/"


def test_session_gets_another_key_at_sign_in(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    client.post("/tai-khoan/yeu-thich/them/", {"product_id": "1"}, headers={"Sec-Fetch-Site": "same-origin"})
    before = client.session.session_key
    client.post(PATH, {"email": "nhung@example.vn", "password": PASSWORD})
    assert before is not None
    assert client.session.session_key != before


def test_sign_out_by_post_only(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/tai-khoan/dang-xuat/").headers["Location"] == "/tai-khoan/"
    assert is_signed_in(client)
    assert client.post("/tai-khoan/dang-xuat/").headers["Location"] == "/"
    assert not is_signed_in(client)


def test_english_page_signs_in_to_english_pages(client: Client) -> None:
    UserFactory.create(email="nhung@example.vn")
    response = client.post("/en/tai-khoan/dang-nhap/", {"email": "nhung@example.vn", "password": PASSWORD})
    assert response.headers["Location"] == "/en/tai-khoan/"


@pytest.mark.parametrize(
    "path",
    [
        "/tai-khoan/dang-nhap/",
        "/tai-khoan/dang-ky/",
        "/tai-khoan/quen-mat-khau/",
        "/tai-khoan/mat-khau-moi/MQ/x-y/",
    ],
)
def test_pages_are_private(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "same-origin"


@override_settings(DEBUG=False)
@pytest.mark.parametrize("typed", ["\x00", "🌶" * 50, "ă" * 10_000, "' OR 1=1 --", "\ud800"])
def test_anything_typed_gets_a_page(client: Client, typed: str) -> None:
    body = urlencode({"email": typed, "password": typed}, errors="surrogatepass")
    response = client.post(PATH, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert not is_signed_in(client)
