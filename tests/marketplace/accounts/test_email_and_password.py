"""Proving and changing an address, forgetting and changing a password."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.accounts.signals import email_verified
from marketplace.accounts.tokens import EmailProof, sign_email
from marketplace.notifications.models import Message
from tests.factories.people import PASSWORD, UserFactory
from tests.marketplace.accounts.helpers import is_signed_in, letters, link_in

pytestmark = pytest.mark.django_db
NEW = "hai con ngựa trắng"


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Whose address was said to be proven."""
    told: list[str] = []

    def hear(*, user: User, **_: object) -> None:
        told.append(user.email)

    email_verified.connect(hear)
    yield told
    email_verified.disconnect(hear)


def token_of(user: User, address: str | None = None, current: str | None = None) -> str:
    return sign_email(
        EmailProof(user_pk=user.pk, current=current or user.email, address=address or user.email)
    )


def verify_path(token: str) -> str:
    return f"/tai-khoan/xac-minh/{token}/"


def test_link_asks_and_only_a_post_proves_the_address(client: Client, heard: list[str]) -> None:
    user = UserFactory.create(email="nhung@example.vn", email_verified_at=None)
    client.force_login(user)
    client.post("/tai-khoan/xac-minh/")
    [letter] = letters("verify_email", "nhung@example.vn")
    path = link_in(letter)
    assert "nhung@example.vn" in client.get(path).content.decode()
    assert User.objects.filter(email_verified_at=None).exists()
    assert heard == []
    assert client.post(path).headers["Location"] == "/tai-khoan/"
    user.refresh_from_db()
    assert user.email_verified_at is not None
    assert heard == ["nhung@example.vn"]


def test_link_used_twice_changes_nothing_more(client: Client, heard: list[str]) -> None:
    user = UserFactory.create(email_verified_at=None)
    client.force_login(user)
    path = verify_path(token_of(user))
    client.post(path)
    user.refresh_from_db()
    first = user.email_verified_at
    assert client.post(path).status_code == 302
    user.refresh_from_db()
    assert user.email_verified_at == first
    assert heard == [user.email]


@pytest.mark.parametrize("token", ["x", "WzEsImEiLCJiIl0:1abc:xyz", "%00", "ă" * 500])
def test_forged_link_is_told(client: Client, token: str, heard: list[str]) -> None:
    user = UserFactory.create(email_verified_at=None)
    client.force_login(user)
    for response in (client.get(verify_path(token)), client.post(verify_path(token))):
        assert response.status_code == 200
        assert "Đường dẫn này đã cũ hoặc bị thiếu. Bạn xin một thư mới nhé." in response.content.decode()
    user.refresh_from_db()
    assert user.email_verified_at is None
    assert heard == []


def test_link_of_four_days_ago_is_told(client: Client, heard: list[str]) -> None:
    user = UserFactory.create(email_verified_at=None)
    with time_machine.travel(timezone.now() - timedelta(days=4), tick=False):
        path = verify_path(token_of(user))
    client.force_login(user)
    assert "Đường dẫn này đã cũ" in client.post(path).content.decode()
    assert heard == []


def test_link_of_another_account_is_told(client: Client, heard: list[str]) -> None:
    other = UserFactory.create(email_verified_at=None)
    client.force_login(UserFactory.create(email_verified_at=None))
    for response in (client.get(verify_path(token_of(other))), client.post(verify_path(token_of(other)))):
        assert "Đường dẫn này thuộc một tài khoản khác." in response.content.decode()
    other.refresh_from_db()
    assert other.email_verified_at is None
    assert heard == []


def test_address_changes_once_the_new_mailbox_confirms(client: Client, heard: list[str]) -> None:
    user = UserFactory.create(email="cu@example.vn")
    client.force_login(user)
    form = {"email": "Moi@example.vn", "current": PASSWORD}
    assert client.post("/tai-khoan/ho-so/thu/", form).headers["Location"] == "/tai-khoan/ho-so/"
    user.refresh_from_db()
    assert user.email == "cu@example.vn"
    [letter] = letters("email_change")
    assert letter.recipient == "moi@example.vn"
    client.post(link_in(letter))
    user.refresh_from_db()
    assert user.email == "moi@example.vn"
    assert heard == ["moi@example.vn"]
    [farewell] = letters("email_changed")
    assert farewell.recipient == "cu@example.vn"
    # The link has done its work: used again it neither changes nor breaks anything.
    client.post(link_in(letter))
    user.refresh_from_db()
    assert user.email == "moi@example.vn"


def test_change_to_a_taken_address_answers_the_same_and_tells_its_owner(client: Client) -> None:
    UserFactory.create(email="cua-nguoi-khac@example.vn")
    user = UserFactory.create(email="cu@example.vn")
    client.force_login(user)
    answers = []
    for address in ("cua-nguoi-khac@example.vn", "con-trong@example.vn"):
        response = client.post("/tai-khoan/ho-so/thu/", {"email": address, "current": PASSWORD}, follow=True)
        words = [str(message) for message in response.context["messages"]]
        answers.append([word.replace(address, "") for word in words])
    assert answers[0] == answers[1]
    assert [letter.recipient for letter in letters("email_taken")] == ["cua-nguoi-khac@example.vn"]
    assert [letter.recipient for letter in letters("email_change")] == ["con-trong@example.vn"]
    user.refresh_from_db()
    assert user.email == "cu@example.vn"


def test_address_taken_between_letter_and_click_is_told(client: Client, heard: list[str]) -> None:
    user = UserFactory.create(email="cu@example.vn")
    path = verify_path(token_of(user, address="moi@example.vn"))
    UserFactory.create(email="moi@example.vn")
    client.force_login(user)
    assert "Địa chỉ này vừa thuộc về một tài khoản khác" in client.post(path).content.decode()
    user.refresh_from_db()
    assert user.email == "cu@example.vn"
    assert heard == []


def test_older_change_link_is_void_after_another_change(client: Client) -> None:
    user = UserFactory.create(email="hai@example.vn")
    path = verify_path(token_of(user, address="ba@example.vn", current="mot@example.vn"))
    client.force_login(user)
    assert "Địa chỉ thư của tài khoản đã đổi sau thư này." in client.post(path).content.decode()
    user.refresh_from_db()
    assert user.email == "hai@example.vn"


def test_change_of_address_asks_for_the_password(client: Client) -> None:
    client.force_login(UserFactory.create())
    response = client.post("/tai-khoan/ho-so/thu/", {"email": "moi@example.vn", "current": "sai"})
    assert response.context["form"].errors == {"current": ["Mật khẩu hiện nay chưa đúng."]}
    assert 'value="moi@example.vn"' in response.content.decode()
    assert Message.objects.count() == 0


def test_letters_to_one_mailbox_are_few(client: Client) -> None:
    user = UserFactory.create(email_verified_at=None)
    client.force_login(user)
    for _round in range(7):
        client.post("/tai-khoan/xac-minh/")
    # Within ten minutes one is written; the sixth asking is told to wait.
    assert len(letters("verify_email")) <= 2
    words = [str(message) for message in client.get("/tai-khoan/ho-so/").context["messages"]]
    assert words[-1] == "Thư đã gửi vài lần rồi. Bạn xem cả mục thư rác, hoặc thử lại sau một giờ."


@pytest.mark.parametrize("email", ["nhung@example.vn", "khong-co@example.vn", "bi-khoa@example.vn"])
def test_forgotten_password_answers_the_same(client: Client, email: str) -> None:
    UserFactory.create(email="nhung@example.vn")
    UserFactory.create(email="bi-khoa@example.vn", is_active=False)
    response = client.post("/tai-khoan/quen-mat-khau/", {"email": email})
    assert (response.status_code, response.headers["Location"]) == (302, "/tai-khoan/quen-mat-khau/da-gui/")
    assert email not in client.get(response.headers["Location"]).content.decode()
    expected = ["nhung@example.vn"] if email == "nhung@example.vn" else []
    assert [letter.recipient for letter in letters("password_reset")] == expected


def test_reset_link_sets_a_password_once_and_ends_other_sessions(client: Client, heard: list[str]) -> None:
    user = UserFactory.create(email="nhung@example.vn", email_verified_at=None)
    elsewhere = Client()
    elsewhere.force_login(user)
    client.post("/tai-khoan/quen-mat-khau/", {"email": "NHUNG@example.vn"})
    [letter] = letters("password_reset")
    path = link_in(letter)
    page = client.get(path, follow=True)
    assert page.redirect_chain[0][0].endswith("/set-password/")
    assert page.context["validlink"] is True
    response = client.post(page.redirect_chain[0][0], {"password": NEW})
    assert response.headers["Location"] == "/tai-khoan/dang-nhap/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    # Reading the mailbox proved the address.
    assert user.email_verified_at is not None
    assert heard == ["nhung@example.vn"]
    assert not is_signed_in(elsewhere)
    assert len(letters("password_changed")) == 1
    used = Client().get(path, follow=True)
    assert used.context["validlink"] is False
    assert "Đường dẫn này đã dùng rồi" in used.content.decode()


def test_reset_to_a_weak_password_is_told_and_changes_nothing(client: Client) -> None:
    user = UserFactory.create(email="nhung@example.vn")
    client.post("/tai-khoan/quen-mat-khau/", {"email": "nhung@example.vn"})
    [letter] = letters("password_reset")
    page = client.get(link_in(letter), follow=True)
    response = client.post(page.redirect_chain[0][0], {"password": "ngắn"})
    assert response.context["form"].errors == {"password": ["Mật khẩu này ngắn quá, cần ít nhất 10 ký tự."]}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("uid", ["MQ", "x", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "___"])
def test_forged_reset_link_is_told(client: Client, uid: str) -> None:
    response = client.get(f"/tai-khoan/mat-khau-moi/{uid}/abc-123/")
    assert response.status_code == 200
    assert response.context["validlink"] is False


def test_changed_password_keeps_this_session_and_ends_the_others(client: Client) -> None:
    user = UserFactory.create()
    elsewhere = Client()
    for session in (client, elsewhere):
        session.force_login(user)
    form = {"current": PASSWORD, "password": NEW}
    assert client.post("/tai-khoan/ho-so/mat-khau/", form).headers["Location"] == "/tai-khoan/ho-so/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_details_are_saved_clean(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)
    client.post("/tai-khoan/ho-so/", {"full_name": "  Lê Văn\x00 Hòa ", "phone": "+84 987.654.321"})
    user.refresh_from_db()
    assert (user.full_name, user.phone) == ("Lê Văn Hòa", "0987654321")


def test_details_that_are_wrong_stay_typed(client: Client) -> None:
    user = UserFactory.create(full_name="Hòa", phone="")
    client.force_login(user)
    response = client.post("/tai-khoan/ho-so/", {"full_name": "x" * 10_000, "phone": "0912"})
    assert response.context["form"].errors == {
        "full_name": ["Phần này dài quá: tối đa 120 ký tự, bạn đang có 10000."],
        "phone": ["Số này mới có 4 chữ số. Số di động cần đủ 10, ví dụ 0912 345 678."],
    }
    assert "x" * 10_000 in response.content.decode()
    user.refresh_from_db()
    assert (user.full_name, user.phone) == ("Hòa", "")
