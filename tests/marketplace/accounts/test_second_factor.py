"""The second factor: who has to have one, how it is set up, and that no code opens a door twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts import second_factor as factor
from marketplace.accounts.models import RecoveryCode, SecondFactor, User
from marketplace.notifications.models import Message
from tests.factories.people import PASSWORD, UserFactory, editor, officer

pytestmark = [pytest.mark.django_db, pytest.mark.own_second_factor]

OFFICE = "/quan-tri/"
CODE = "/tai-khoan/hai-buoc/nhap-ma/"
SET_UP = "/tai-khoan/hai-buoc/"
NOW = timezone.now().replace(second=10, microsecond=0)


def enrolled(user: User) -> tuple[SecondFactor, list[str]]:
    """Turn the second factor on, a minute ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        secret = factor.begin_enrolment(user=user).secret
        codes = factor.confirm_enrolment(user=user, code=factor.code_now(secret))
    assert codes is not None
    user.refresh_from_db()
    return SecondFactor.objects.get(user=user), codes


def sign_in(client: Client, user: User) -> str:
    answer = client.post(
        reverse("accounts:login"), {"email": user.email, "password": PASSWORD, "next": OFFICE}
    )
    return answer.headers.get("Location", str(answer.status_code))


@pytest.mark.parametrize("who", ["officer", "editor", "administrator"])
def test_office_leads_everybody_to_setting_up_first(client: Client, who: str) -> None:
    user = {"officer": officer, "editor": editor}.get(who, UserFactory.create)()
    if who == "administrator":
        user.is_superuser = True
        user.save()
    client.force_login(user)
    for path in (OFFICE, "/quan-tri/gian-hang/", "/quan-tri/tai-lieu/1/x.pdf"):
        assert client.get(path).headers["Location"].startswith(f"{SET_UP}?next=%2Fquan-tri%2F"), path
    assert (
        client.post("/quan-tri/gian-hang/1/tam-dung/").headers["Location"] == f"{SET_UP}?next=%2Fquan-tri%2F"
    )
    assert client.post("/quan-tri/logout/").status_code == 302


def test_shopper_is_asked_for_none(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)
    assert client.get("/tai-khoan/").status_code == 200
    assert sign_in(Client(), user) == OFFICE  # where Wagtail turns a shopper away
    assert client.get(OFFICE).status_code == 302
    assert SecondFactor.objects.count() == 0


@pytest.mark.parametrize("who", [officer, editor])
def test_setting_up_shows_a_code_to_scan_and_gives_recovery_codes_once(
    client: Client, who: Callable[[], User]
) -> None:
    user = who()
    client.force_login(user)
    page = client.get(SET_UP).content.decode()
    assert "<svg" in page
    secret = SecondFactor.objects.get().secret
    assert secret[:4] in page
    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    assert client.get(OFFICE).status_code == 302
    done = client.post(SET_UP, {"code": factor.code_now(secret), "next": OFFICE})
    codes = done.content.decode()
    assert RecoveryCode.objects.count() == factor.CODES
    assert codes.count("<li>") >= factor.CODES
    assert client.get(OFFICE).status_code == 200
    listed = BeautifulSoup(codes, "html.parser").select(".recovery-codes li")
    given = [item.get_text().strip() for item in listed]
    assert len(set(given)) == factor.CODES
    again = client.get(SET_UP).content.decode()
    assert secret[:4] not in again
    stored = [str(vars(row)) for row in RecoveryCode.objects.all()]
    assert [code for code in given if code in again or code in " ".join(stored)] == []
    assert "Còn 10 mã dự phòng" in again
    told = Message.objects.get(kind="second_factor")
    assert (told.recipient, told.context["is_on"]) == (user.email, True)


def test_password_alone_signs_nobody_in_who_has_a_factor(client: Client) -> None:
    user = officer()
    one, _codes = enrolled(user)
    assert sign_in(client, user) == f"{CODE}?next=%2Fquan-tri%2F"
    assert "_auth_user_id" not in client.session
    assert client.get(OFFICE).status_code == 302
    assert client.post(CODE, {"code": "123"}).status_code == 422
    done = client.post(CODE, {"code": factor.code_now(one.secret), "next": OFFICE})
    assert done.headers["Location"] == OFFICE
    assert client.get(OFFICE).status_code == 200


def test_password_that_was_given_long_ago_is_asked_again(client: Client) -> None:
    user = officer()
    one, _codes = enrolled(user)
    sign_in(client, user)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        late = client.post(CODE, {"code": factor.code_now(one.secret)})
    assert late.headers["Location"] == "/tai-khoan/dang-nhap/"


def test_code_opens_one_door_once() -> None:
    user = officer()
    one, codes = enrolled(user)
    code = factor.code_now(one.secret)
    assert factor.check_code(user=user, code=f" {code[:3]} {code[3:]} ") is True
    assert factor.check_code(user=user, code=code) is False
    assert factor.check_code(user=user, code=codes[0].upper()) is True
    assert factor.check_code(user=user, code=codes[0]) is False
    assert factor.codes_left(user) == factor.CODES - 1
    assert factor.check_code(user=UserFactory.create(), code=codes[1]) is False


@pytest.mark.parametrize(("seconds", "right"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_clock_of_a_phone_may_be_half_a_minute_off(seconds: int, *, right: bool) -> None:
    user = officer()
    with time_machine.travel(NOW - timedelta(minutes=9), tick=False):
        secret = factor.begin_enrolment(user=user).secret
        factor.confirm_enrolment(user=user, code=factor.code_now(secret))
    with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
        code = factor.code_now(secret)
    with time_machine.travel(NOW, tick=False):
        assert factor.check_code(user=user, code=code) is right


def test_too_many_wrong_codes_ask_for_a_pause_that_ends(client: Client) -> None:
    user = officer()
    _one, codes = enrolled(user)
    sign_in(client, user)
    for _ in range(factor.TRIES):
        assert client.post(CODE, {"code": "000000"}).status_code == 422
    assert client.post(CODE, {"code": codes[0]}).status_code == 429
    assert factor.codes_left(user) == factor.CODES
    with time_machine.travel(timezone.now() + timedelta(seconds=factor.PAUSE_SECONDS + 1), tick=False):
        sign_in(client, user)
        assert client.post(CODE, {"code": codes[0]}).status_code == 302


def test_taken_away_factor_closes_the_office_for_every_session(client: Client) -> None:
    user = officer()
    one, _codes = enrolled(user)
    sign_in(client, user)
    client.post(CODE, {"code": factor.code_now(one.secret)})
    assert client.get(OFFICE).status_code == 200
    call_command("reset_second_factor", user.email)
    assert client.get(OFFICE).headers["Location"] == f"{SET_UP}?next=%2Fquan-tri%2F"
    # A new one does not revive the old session's word.
    enrolled(user)
    assert client.get(OFFICE).headers["Location"] == f"{CODE}?next=%2Fquan-tri%2F"
    assert Message.objects.filter(kind="second_factor").count() >= 2


def test_officer_cannot_turn_it_off_and_owner_can(client: Client) -> None:
    boss = officer()
    one, codes = enrolled(boss)
    sign_in(client, boss)
    client.post(CODE, {"code": factor.code_now(one.secret)})
    assert client.post(reverse("accounts:turn_off"), {"code": codes[0]}).headers["Location"] == SET_UP
    assert SecondFactor.objects.filter(user=boss).exists()
    owner = UserFactory.create()
    mine, my_codes = enrolled(owner)
    other = Client()
    assert sign_in(other, owner).startswith(CODE)
    other.post(CODE, {"code": my_codes[0]})
    assert other.post(reverse("accounts:turn_off"), {"code": "000000"}).status_code == 422
    assert other.post(reverse("accounts:turn_off"), {"code": factor.code_now(mine.secret)}).status_code == 302
    assert not SecondFactor.objects.filter(user=owner).exists()
    assert sign_in(Client(), owner) == OFFICE


def test_new_recovery_codes_replace_the_old_ones(client: Client) -> None:
    user = officer()
    one, codes = enrolled(user)
    sign_in(client, user)
    client.post(CODE, {"code": codes[0]})
    page = client.post(reverse("accounts:renew_codes"), {"code": factor.code_now(one.secret)})
    assert page.status_code == 200
    assert factor.codes_left(user) == factor.CODES
    assert factor.check_code(user=user, code=codes[1]) is False
    assert codes[1] not in page.content.decode()


@pytest.mark.parametrize("demo", [False, True])
def test_codes_are_said_aloud_in_the_demo_alone(client: Client, settings: object, *, demo: bool) -> None:
    one, _codes = enrolled(officer())
    settings.DEMO = demo  # type: ignore[attr-defined]  # pytest-django's wrapper takes any setting
    page = client.get(reverse("accounts:demo_codes"))
    assert page.status_code == (200 if demo else 404)
    assert (factor.code_now(one.secret) in page.content.decode()) is demo
