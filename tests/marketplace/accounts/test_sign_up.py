"""Signing up: what is recorded, what an answer gives away, and what a stranger can do with your address."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from marketplace.accounts import services
from marketplace.accounts.models import Consent, User
from marketplace.core import documents
from marketplace.notifications.models import Message
from tests.factories.people import PASSWORD, UserFactory
from tests.marketplace.accounts.helpers import is_signed_in, letters, link_in

PATH = "/tai-khoan/dang-ky/"
FORM = {
    "full_name": "Nguyễn Thị Hồng Nhung",
    "email": "Nhung@Example.VN",
    "phone": "+84 912 345 678",
    "password": PASSWORD,
    "dong-y-quy-che": "2.1",
    "dong-y-bao-mat": "1.4",
}


@pytest.fixture(autouse=True)
def _versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_providers", [lambda: {"quy-che": "2.1", "bao-mat": "1.4", "khac": "9"}])


@pytest.mark.django_db
def test_sign_up_makes_an_account_and_records_what_was_agreed(client: Client) -> None:
    response = client.post(PATH, FORM)
    assert response.status_code == 302
    assert response.headers["Location"] == "/tai-khoan/dang-nhap/"
    user = User.objects.get()
    assert (user.email, user.full_name, user.phone) == (
        "nhung@example.vn",
        "Nguyễn Thị Hồng Nhung",
        "0912345678",
    )
    assert user.check_password(PASSWORD)
    assert user.email_verified_at is None
    assert user.is_staff is False
    assert list(
        Consent.objects.order_by("document").values_list("user", "purpose", "document", "version", "way")
    ) == [
        (user.pk, "account", "bao-mat", "1.4", "ô đánh dấu khi đăng ký"),
        (user.pk, "account", "quy-che", "2.1", "ô đánh dấu khi đăng ký"),
    ]
    assert not is_signed_in(client)
    # The address typed is waiting in the sign-in form.
    assert 'value="nhung@example.vn"' in client.get(response.headers["Location"]).content.decode()


@pytest.mark.django_db
def test_sign_up_with_a_tick_beside_a_former_version_agrees_to_nothing(client: Client) -> None:
    response = client.post(PATH, {**FORM, "dong-y-quy-che": "2.0"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "quy chế hoạt động của sàn, bản 2.1" in page
    assert "Bạn đọc quy chế và đánh dấu ô này" in page
    assert (list(User.objects.all()), list(Consent.objects.all())) == ([], [])


@pytest.mark.django_db
def test_sign_up_sends_nothing_and_writes_one_letter(client: Client, mailoutbox: list[object]) -> None:
    client.post(PATH, FORM)
    assert mailoutbox == []
    [letter] = letters("verify_email")
    assert (letter.recipient, letter.language, letter.is_secret) == ("nhung@example.vn", "vi", True)


@pytest.mark.django_db
def test_letter_to_an_unproven_address_carries_no_typed_name(client: Client) -> None:
    client.post(PATH, {**FORM, "full_name": "Nhận 10 triệu tại evil.example"})
    [letter] = letters("verify_email")
    assert "evil" not in str(letter.context)


@pytest.mark.django_db
def test_sign_up_with_a_known_address_answers_the_same_and_writes_to_its_owner(client: Client) -> None:
    fresh = client.post(PATH, {**FORM, "email": "moi@example.vn"})
    fresh_page = client.get(fresh.headers["Location"]).content.decode()
    owner = UserFactory.create(email="nhung@example.vn")
    other = Client()
    taken = other.post(PATH, {**FORM, "password": "mật khẩu của kẻ khác"})
    taken_page = other.get(taken.headers["Location"]).content.decode()
    assert (taken.status_code, taken.headers["Location"]) == (fresh.status_code, fresh.headers["Location"])
    strip = lambda page, email: page.replace(email, "").split("csrfmiddlewaretoken")[0]  # noqa: E731 - used twice here
    assert strip(taken_page, "nhung@example.vn") == strip(fresh_page, "moi@example.vn")
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert User.objects.count() == 2
    assert Consent.objects.filter(user=owner).count() == 0
    [letter] = letters("account_exists")
    assert letter.recipient == "nhung@example.vn"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (
            {"dong-y-quy-che": ""},
            "dong-y-quy-che",
            "Bạn đọc quy chế và đánh dấu ô này thì sàn mới mở được tài khoản.",
        ),
        ({"full_name": "\x00"}, "full_name", "Bạn chưa điền họ và tên."),
        ({"email": "nhung@"}, "email", "Địa chỉ thư này chưa đúng. Địa chỉ có dạng ten@example.vn."),
        ({"email": "a" * 10_000}, "email", "Phần này dài quá: tối đa 254 ký tự, bạn đang có 10000."),
        ({"phone": "12345"}, "phone", "Số này mới có 5 chữ số. Số di động cần đủ 10, ví dụ 0912 345 678."),
        ({"password": "ngắn"}, "password", "Mật khẩu này ngắn quá, cần ít nhất 10 ký tự."),
        (
            {"password": "1234567890"},
            "password",
            "Nhiều người dùng mật khẩu này nên rất dễ đoán. Bạn chọn câu khác nhé.",
        ),
        (
            {"password": "nhung@example.vn"},
            "password",
            "Mật khẩu này giống thông tin của bạn quá. Bạn chọn câu khác nhé.",
        ),
    ],
)
def test_sign_up_says_what_is_wrong_and_keeps_what_was_typed(
    client: Client, change: dict[str, str], field: str, sentence: str
) -> None:
    typed = {name: value for name, value in {**FORM, **change}.items() if value}
    response = client.post(PATH, typed)
    assert response.status_code == 200
    assert sentence in response.context["form"].errors[field]
    if "full_name" not in change:
        assert 'value="Nguyễn Thị Hồng Nhung"' in response.content.decode()
    assert User.objects.count() == 0
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_sign_up_again_and_again_is_paused_and_keeps_what_was_typed(client: Client) -> None:
    for number in range(20):
        assert client.post(PATH, {**FORM, "email": f"n{number}@example.vn"}).status_code == 302
    response = client.post(PATH, {**FORM, "email": "n20@example.vn"})
    assert response.status_code == 429
    assert 'value="n20@example.vn"' in response.content.decode()
    assert User.objects.count() == 20


@pytest.mark.django_db
def test_sign_up_without_a_token_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(PATH, FORM).status_code == 403
    assert User.objects.count() == 0


def _register(name: str) -> bool:
    try:
        user = services.register(
            full_name=name, email="Nhung@example.vn", phone="", password=PASSWORD, documents={"quy-che": "1"}
        )
    finally:
        connection.close()
    return user is not None


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_racing_for_one_address_make_one_account() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(_register, [f"Người {number}" for number in range(8)]))
    assert made.count(True) == 1
    assert User.objects.count() == 1
    assert Consent.objects.count() == 1
    assert Message.objects.filter(kind="verify_email").count() == 1


@pytest.mark.django_db
def test_sign_up_in_the_same_moment_in_other_letters_is_the_same_address() -> None:
    assert _register_here("NHUNG@EXAMPLE.VN") is not None
    assert _register_here("nhung@example.vn") is None
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_sign_up_does_not_hide_another_fault_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise IntegrityError("another constraint")

    monkeypatch.setattr(Consent.objects, "bulk_create", refuse)
    with pytest.raises(IntegrityError):
        _register_here("nhung@example.vn")
    assert User.objects.count() == 0


def _register_here(email: str) -> User | None:
    return services.register(
        full_name="Nhung", email=email, phone="", password=PASSWORD, documents={"quy-che": "1"}
    )


@pytest.mark.django_db
def test_owner_of_an_address_cannot_be_tricked_into_proving_a_strangers_account(client: Client) -> None:
    """Somebody signs up with my address; I open the letter. Without their password nothing is confirmed."""
    _register_here("nhung@example.vn")
    [letter] = letters("verify_email")
    response = client.get(link_in(letter))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/tai-khoan/dang-nhap/?next=")
    assert User.objects.get().email_verified_at is None
