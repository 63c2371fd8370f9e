"""Who works at the desk in tests."""

from django.test import Client

from marketplace.accounts.models import User
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall, StallMember
from tests.factories.people import UserFactory


def sign_in(client: Client, stall: Stall, role: str = MemberRole.OWNER) -> User:
    """Sign in somebody who works at ``stall``."""
    user = UserFactory.create(full_name="Hồ Thị Hạnh")
    StallMember.objects.create(stall=stall, user=user, role=role)
    client.force_login(user)
    return user
