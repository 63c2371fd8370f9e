"""Who may do what at a stall, and that nobody gets at another one."""

import pytest
from django.contrib.auth.models import AnonymousUser

from marketplace.stalls.enums import Capability, MemberRole
from marketplace.stalls.selectors import members_of, memberships_of
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory, StallMemberFactory

pytestmark = pytest.mark.django_db

OWNERS_ALONE = {Capability.EDIT_FACTS, Capability.MANAGE_MEMBERS, Capability.CLOSE_STALL}
PACKERS = {Capability.SEE_DESK, Capability.PACK_ORDERS, Capability.SET_STOCK}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (MemberRole.OWNER, set(Capability)),
        (MemberRole.MANAGER, set(Capability) - OWNERS_ALONE),
        (MemberRole.PACKER, PACKERS),
    ],
)
def test_role_may_exactly_what_the_matrix_says(role: MemberRole, allowed: set[Capability]) -> None:
    member = StallMemberFactory.create(user=UserFactory.create(), role=role)
    assert {capability for capability in Capability if member.may(capability)} == allowed
    assert member.capabilities == allowed


def test_memberships_are_ones_own_the_oldest_first() -> None:
    user = UserFactory.create()
    first = StallMemberFactory.create(user=user)
    StallMemberFactory.create(user=UserFactory.create())
    second = StallMemberFactory.create(user=user, role=MemberRole.PACKER)
    assert list(memberships_of(user)) == [first, second]
    assert list(memberships_of(AnonymousUser())) == []
    assert list(memberships_of(UserFactory.create())) == []


def test_membership_of_a_closed_account_is_none() -> None:
    user = UserFactory.create()
    StallMemberFactory.create(user=user)
    user.is_active = False
    user.save()
    assert list(memberships_of(user)) == []


def test_membership_comes_with_its_stall_in_one_query(django_assert_num_queries: object) -> None:
    user = UserFactory.create()
    StallMemberFactory.create(user=user)
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        (member,) = memberships_of(user)
        assert member.stall.ward.province.code == "44"


def test_members_of_a_stall_are_its_own() -> None:
    stall = StallFactory.create()
    owner = StallMemberFactory.create(stall=stall, user=UserFactory.create())
    StallMemberFactory.create(user=UserFactory.create())
    assert list(members_of(stall=stall)) == [owner]
