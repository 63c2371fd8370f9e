"""Members: a link that works once, for one address, for a week; and a stall that always has an owner."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from marketplace.core.errors import NotAllowedNowError
from marketplace.notifications.models import Message
from marketplace.stalls.dossiers.selectors import history_of
from marketplace.stalls.enums import MemberRole, StallStatus
from marketplace.stalls.members.services import (
    accept_invitation,
    change_role,
    find_invitation,
    invite_member,
    remove_member,
    withdraw_invitation,
)
from marketplace.stalls.models import Stall, StallInvitation, StallMember
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory, StallMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> StallMember:
    return StallMemberFactory.create(user=UserFactory.create(full_name="Hồ Văn Thành"))


def invite(owner: StallMember, email: str = "ban@example.vn", role: str = "packer") -> str:
    """Invite somebody and return the key in the letter."""
    invitation = invite_member(stall=owner.stall, email=email, role=role, by=owner.user)
    path = Message.objects.get(key=f"stall_invitation:{invitation.pk}").context["path"]
    found = re.fullmatch(r"/loi-moi/([\w-]{40,})/", path)
    assert found is not None
    return found[1]


def test_invited_person_joins_once(client: Client, owner: StallMember) -> None:
    key = invite(owner)
    path = reverse("stalls:invitation", args=(key,))
    assert client.get(path)["Location"].startswith("/tai-khoan/dang-nhap/?next=/loi-moi/")
    friend = UserFactory.create(email="ban@example.vn")
    client.force_login(friend)
    page = client.get(path).content.decode()
    assert "Hồ Văn Thành" in page
    assert StallMember.objects.filter(user=friend).count() == 0  # a look accepts nothing
    assert client.post(path)["Location"] == "/kenh-ban-hang/"
    member = StallMember.objects.get(user=friend)
    assert (member.stall, member.role) == (owner.stall, MemberRole.PACKER)
    # The letter is opened again: whoever works there is led to work, and joins no second time.
    for send in (client.get, client.post):
        assert send(path)["Location"] == "/kenh-ban-hang/"
    assert StallMember.objects.filter(stall=owner.stall).count() == 2
    client.force_login(UserFactory.create())
    assert client.get(path).status_code == 404
    client.force_login(friend)
    member.delete()
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]
    assert [entry.action for entry in history_of(owner.stall)] == ["stalls.join", "stalls.invite"]


def test_person_of_another_stall_who_joins_stands_at_the_new_desk(client: Client, owner: StallMember) -> None:
    own = StallMemberFactory.create(user=UserFactory.create(email="ban@example.vn"))
    client.force_login(own.user)
    page = client.post(reverse("stalls:invitation", args=(invite(owner),)), follow=True).content.decode()
    assert f"Bạn đã vào {owner.stall.name}." in page
    assert f"cho {owner.stall.name}, vai trò: người đóng hàng" in page
    assert f"cho {own.stall.name}," not in page


def test_key_is_kept_as_its_digest_and_the_letter_as_a_secret(owner: StallMember) -> None:
    key = invite(owner)
    assert key not in str(list(StallInvitation.objects.values_list()))
    assert Message.objects.get(kind="stall_invitation").is_secret is True


def test_invitation_of_another_address_is_refused(client: Client, owner: StallMember) -> None:
    path = reverse("stalls:invitation", args=(invite(owner),))
    client.force_login(UserFactory.create(email="nguoi-khac@example.vn"))
    assert "ban@example.vn" in client.get(path).content.decode()
    assert client.post(path).status_code == 422
    assert StallMember.objects.count() == 1


@pytest.mark.parametrize("end", ["late", "withdrawn", "replaced", "made up"])
def test_invitation_that_ended_opens_nothing(owner: StallMember, end: str) -> None:
    key = invite(owner)
    invitation = StallInvitation.objects.get()
    if end == "withdrawn":
        assert withdraw_invitation(stall=owner.stall, invitation_pk=invitation.pk, by=owner.user) is True
    elif end == "replaced":
        invite(owner, role="manager")
    elif end == "made up":
        key = "x" * 43
    later = timezone.now() + (timedelta(days=7, minutes=1) if end == "late" else timedelta())
    with time_machine.travel(later, tick=False):
        assert find_invitation(key) is None
        if end != "made up":
            invitation.refresh_from_db()
        if end in {"late", "withdrawn", "replaced"}:
            with pytest.raises(NotAllowedNowError):
                accept_invitation(invitation=invitation, user=UserFactory.create(email="ban@example.vn"))
    assert StallMember.objects.count() == 1


def test_invitation_to_a_stall_that_closed_meanwhile_makes_no_member(owner: StallMember) -> None:
    invitation = find_invitation(invite(owner))
    assert invitation is not None
    Stall.objects.filter(pk=owner.stall.pk).update(status=StallStatus.CLOSED)
    with pytest.raises(NotAllowedNowError, match="đã dùng, đã rút lại hoặc quá hạn"):
        accept_invitation(invitation=invitation, user=UserFactory.create(email="ban@example.vn"))
    assert list(StallMember.objects.filter(stall=owner.stall)) == [owner]


def test_used_link_of_a_colleague_leads_nowhere(client: Client, owner: StallMember) -> None:
    key = invite(owner)
    invitation = find_invitation(key)
    assert invitation is not None
    accept_invitation(invitation=invitation, user=UserFactory.create(email="ban@example.vn"))
    client.force_login(owner.user)
    assert client.get(reverse("stalls:invitation", args=(key,))).status_code == 404


def test_invitation_that_ran_out_is_past_when_the_next_one_goes_out(owner: StallMember) -> None:
    invite(owner)
    StallInvitation.objects.update(expires_at=timezone.now())
    former = StallInvitation.objects.get()
    invite(owner, role="manager")
    former.refresh_from_db()
    assert former.withdrawn_at is None
    entry = history_of(owner.stall)[0]
    assert (entry.action, entry.data["before"], entry.data["after"]) == ("stalls.invite", "", "manager")


def test_member_is_not_invited_again(owner: StallMember) -> None:
    with pytest.raises(NotAllowedNowError, match="rồi"):
        invite_member(stall=owner.stall, email=owner.user.email.upper(), role="packer", by=owner.user)


def test_invitation_of_another_stall_is_not_withdrawn(owner: StallMember) -> None:
    invite(owner)
    other = StallFactory.create()
    assert (
        withdraw_invitation(stall=other, invitation_pk=StallInvitation.objects.get().pk, by=owner.user)
        is False
    )
    assert StallInvitation.objects.get().is_open
    assert [entry.action for entry in history_of(owner.stall)] == ["stalls.invite"]
    assert list(history_of(other)) == []


def test_withdrawn_and_replaced_invitations_stand_in_the_log(owner: StallMember) -> None:
    invite(owner)
    invite(owner, role="manager")
    waiting = StallInvitation.objects.get(withdrawn_at=None)
    assert withdraw_invitation(stall=owner.stall, invitation_pk=waiting.pk, by=owner.user) is True
    assert withdraw_invitation(stall=owner.stall, invitation_pk=waiting.pk, by=owner.user) is False
    assert [(entry.action, entry.user, entry.data) for entry in history_of(owner.stall)] == [
        (
            "stalls.invite_withdrawn",
            owner.user,
            {"person": "ban@example.vn", "before": "manager", "after": ""},
        ),
        ("stalls.invite", owner.user, {"person": "ban@example.vn", "before": "packer", "after": "manager"}),
        ("stalls.invite", owner.user, {"person": "ban@example.vn", "before": "", "after": "packer"}),
    ]


def test_last_owner_stays(owner: StallMember) -> None:
    with pytest.raises(NotAllowedNowError, match="ít nhất một chủ"):
        remove_member(member=owner, by=owner.user)
    with pytest.raises(NotAllowedNowError, match="ít nhất một chủ"):
        change_role(member=owner, role=MemberRole.MANAGER, by=owner.user)
    second = StallMemberFactory.create(stall=owner.stall, user=UserFactory.create())
    change_role(member=owner, role=MemberRole.PACKER, by=second.user)
    owner.refresh_from_db()
    assert owner.role == MemberRole.PACKER
    with pytest.raises(NotAllowedNowError):
        remove_member(member=second, by=second.user)
    remove_member(member=owner, by=second.user)
    with pytest.raises(NotAllowedNowError):
        remove_member(member=owner, by=second.user)
    assert StallMember.objects.get() == second


def test_desk_shows_no_button_that_can_only_be_refused(client: Client, owner: StallMember) -> None:
    client.force_login(owner.user)

    def members_with_buttons() -> dict[str, bool]:
        page = BeautifulSoup(client.get(reverse("desk:members")).content, "html.parser")
        rows = page.select("section[aria-labelledby=dang-lam] article")
        return {row.select(".strong")[0].get_text(): bool(row.select("button")) for row in rows}

    packer = StallMemberFactory.create(
        stall=owner.stall, user=UserFactory.create(full_name="Lê Văn Phú"), role=MemberRole.PACKER
    )
    assert members_with_buttons() == {"Hồ Văn Thành": False, "Lê Văn Phú": True}
    assert "mời thêm một chủ trước" in client.get(reverse("desk:members")).content.decode()
    change_role(member=packer, role=MemberRole.OWNER, by=owner.user)
    assert members_with_buttons() == {"Hồ Văn Thành": True, "Lê Văn Phú": True}
    assert "mời thêm một chủ trước" not in client.get(reverse("desk:members")).content.decode()


def test_owner_invites_and_dismisses_at_the_desk(client: Client, owner: StallMember) -> None:
    client.force_login(owner.user)
    page = reverse("desk:members")
    assert client.post(page, {"email": "moi@example.vn", "role": "manager"})["Location"] == page
    assert "moi@example.vn" in client.get(page).content.decode()
    assert client.post(page, {"email": "khong-phai-thu", "role": "manager"}).status_code == 422
    assert client.post(page, {"email": "a@example.vn", "role": "king"}).status_code == 422
    friend = StallMemberFactory.create(stall=owner.stall, user=UserFactory.create(), role=MemberRole.PACKER)
    client.post(reverse("desk:member_role", args=(friend.pk,)), {"role": "manager"})
    friend.refresh_from_db()
    assert friend.role == MemberRole.MANAGER
    # Letting go is asked twice: the button lies folded under what follows from it.
    folds = BeautifulSoup(client.get(page).content, "html.parser").select("details:not([open]) form[action]")
    assert [str(one["action"]) for one in folds] == [reverse("desk:member_dismiss", args=(friend.pk,))]
    client.post(reverse("desk:member_dismiss", args=(friend.pk,)))
    assert StallMember.objects.filter(stall=owner.stall).get() == owner
    client.post(reverse("desk:invitation_withdraw", args=(StallInvitation.objects.get().pk,)))
    assert StallInvitation.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("role", [MemberRole.MANAGER, MemberRole.PACKER])
def test_others_do_not_manage_members_but_may_leave(
    client: Client, owner: StallMember, role: MemberRole
) -> None:
    member = StallMemberFactory.create(stall=owner.stall, user=UserFactory.create(), role=role)
    client.force_login(member.user)
    assert client.get(reverse("desk:members")).status_code == 404
    assert client.post(reverse("desk:member_dismiss", args=(owner.pk,))).status_code == 404
    assert client.post(reverse("desk:close"), {"name": owner.stall.name}).status_code == 404
    assert Stall.objects.get().is_active
    page = BeautifulSoup(client.get(reverse("desk:stall")).content, "html.parser")
    assert [str(one["action"]) for one in page.select("details:not([open]) form")] == [reverse("desk:leave")]
    client.post(reverse("desk:leave"))
    assert StallMember.objects.get() == owner


def test_letter_of_an_invitation_is_vietnamese_whatever_screen_it_was_sent_from(
    client: Client, owner: StallMember
) -> None:
    client.force_login(owner.user)
    with translation.override("en"):
        page = reverse("desk:members")
    assert client.post(page, {"email": "ban@example.vn", "role": "packer"})["Location"] == page
    letter = Message.objects.get(kind="stall_invitation")
    assert (letter.language, letter.context["role"]) == ("vi", "người đóng hàng")
    assert re.fullmatch(r"/loi-moi/[\w-]{40,}/", letter.context["path"]) is not None
