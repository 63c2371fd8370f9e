"""Days of notice that the article of a suspension asks for: told first, suspended later, by an officer alone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.notifications.models import Message
from marketplace.stalls.enums import StallStatus
from marketplace.stalls.models import LegalBasis, Stall, StallSuspension, SuspensionNotice
from marketplace.stalls.notices import announce_suspension, carry_out_notice, withdraw_notice
from marketplace.stalls.services import suspend_stall
from tests.factories.dossiers import load_rules
from tests.factories.people import UserFactory, officer
from tests.factories.stalls import StallFactory, StallMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge() -> User:
    load_rules()
    person = officer()
    person.groups.get().permissions.add(Permission.objects.get(codename="suspend_stall"))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def stall() -> Stall:
    stall = StallFactory.create()
    StallMemberFactory.create(stall=stall, user=UserFactory.create())
    return stall


def basis(code: str = "san-tam-dung") -> LegalBasis:
    return LegalBasis.objects.get(code=code)


def let_days_pass(notice: SuspensionNotice, days: int) -> SuspensionNotice:
    SuspensionNotice.objects.filter(pk=notice.pk).update(due_on=notice.due_on - timedelta(days=days))
    return SuspensionNotice.objects.get(pk=notice.pk)


def status_of(stall: Stall) -> str:
    return str(Stall.objects.values_list("status", flat=True).get(pk=stall.pk))


def test_article_with_notice_refuses_a_suspension_without_one(judge: User, stall: Stall) -> None:
    with pytest.raises(NotAllowedNowError, match="báo gian hàng trước 5 ngày"):
        suspend_stall(stall=stall, reason="Giao chậm", basis=basis(), by=judge)
    assert status_of(stall) == StallStatus.ACTIVE
    assert not StallSuspension.objects.exists()


def test_article_without_notice_suspends_at_once(judge: User, stall: Stall) -> None:
    suspend_stall(stall=stall, reason="Cơ quan yêu cầu", basis=basis("co-quan-yeu-cau"), by=judge)
    assert status_of(stall) == StallStatus.SUSPENDED


def test_notice_is_told_and_suspends_only_after_its_days_and_by_an_officer(judge: User, stall: Stall) -> None:
    notice = announce_suspension(stall=stall, basis=basis(), reason="Giao chậm nhiều lần", by=judge)
    assert notice.due_on == timezone.localdate() + timedelta(days=5)
    assert status_of(stall) == StallStatus.ACTIVE
    (letter,) = Message.objects.filter(kind="stall_suspension_announced")
    assert letter.context["day"] == f"{notice.due_on:%d/%m/%Y}"
    with pytest.raises(NotAllowedNowError, match="mới tạm dừng được"):
        carry_out_notice(notice=let_days_pass(notice, 4), by=judge)
    late = let_days_pass(notice, 5)
    assert status_of(stall) == StallStatus.ACTIVE
    carry_out_notice(notice=late, by=judge)
    assert status_of(stall) == StallStatus.SUSPENDED
    assert SuspensionNotice.objects.get().closed_at is not None
    entry = ModelLogEntry.objects.get(action="stalls.suspension_announced")
    assert (entry.user, entry.data["after"]) == (judge, f"{notice.due_on:%d/%m/%Y}")


def test_notice_of_another_article_does_not_count(judge: User, stall: Stall) -> None:
    other = announce_suspension(stall=stall, basis=basis("thieu-dinh-danh"), reason="Chưa liên kết", by=judge)
    let_days_pass(other, 5)
    with pytest.raises(NotAllowedNowError, match="báo gian hàng trước 5 ngày"):
        suspend_stall(stall=stall, reason="Giao chậm", basis=basis(), by=judge)


def test_withdrawn_notice_is_told_and_carries_nothing(judge: User, stall: Stall) -> None:
    notice = announce_suspension(stall=stall, basis=basis(), reason="Giao chậm", by=judge)
    with pytest.raises(NotAllowedNowError, match="được báo trước theo căn cứ này rồi"):
        announce_suspension(stall=stall, basis=basis(), reason="Giao chậm", by=judge)
    withdraw_notice(notice=notice, by=judge)
    assert Message.objects.filter(kind="stall_suspension_announced").count() == 2
    with pytest.raises(NotAllowedNowError, match="đã được rút lại"):
        carry_out_notice(notice=let_days_pass(notice, 5), by=judge)
    assert status_of(stall) == StallStatus.ACTIVE


def test_office_page_announces_first_and_desk_shows_it(client: Client, judge: User, stall: Stall) -> None:
    client.force_login(judge)
    page = client.post(
        reverse("stalls_office:suspend", args=[stall.pk]),
        {"basis": basis().pk, "reason": "Giao chậm nhiều lần"},
        follow=True,
    ).content.decode()
    notice = SuspensionNotice.objects.get()
    assert "Đã báo trước cho" in page
    assert f"tạm dừng được từ ngày {notice.due_on:%d/%m/%Y}" in page
    assert 'value="suspend"' not in page
    assert status_of(stall) == StallStatus.ACTIVE
    keeper = Client()
    keeper.force_login(stall.members.get().user)
    for name in ("desk:home", "desk:stall"):
        shown = keeper.get(reverse(name)).content.decode()
        assert f"Từ ngày {notice.due_on:%d/%m/%Y} gian hàng có thể bị tạm dừng" in shown
    let_days_pass(notice, 5)
    address = reverse("stalls_office:notice", args=[stall.pk, notice.pk])
    assert 'value="suspend"' in client.get(reverse("stalls_office:stall", args=[stall.pk])).content.decode()
    client.post(address, {"step": "suspend"})
    assert status_of(stall) == StallStatus.SUSPENDED


def test_stranger_and_wrong_stall_reach_no_notice(client: Client, judge: User, stall: Stall) -> None:
    notice = announce_suspension(stall=stall, basis=basis(), reason="Giao chậm", by=judge)
    client.force_login(judge)
    other = StallFactory.create()
    assert client.post(reverse("stalls_office:notice", args=[other.pk, notice.pk])).status_code == 404
    keeper = Client()
    keeper.force_login(stall.members.get().user)
    keeper.post(reverse("stalls_office:notice", args=[stall.pk, notice.pk]), {"step": "withdraw"})
    assert SuspensionNotice.objects.get().closed_at is None
