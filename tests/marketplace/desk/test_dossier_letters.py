"""Letters about a stall's dossier go to its keeper; whoever may see the dossier reads them at the desk."""

from dataclasses import dataclass
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.notifications.models import Message
from marketplace.stalls.dossiers.decisions import request_changes, words_of
from marketplace.stalls.dossiers.services import start_amendment, submit_dossier
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall
from tests.factories.dossiers import submitted_dossier, verified_dossier
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk

pytestmark = pytest.mark.django_db
OPENED, CHANGES = "Hồ sơ đã được xác minh", "Hồ sơ cần bổ sung"


@dataclass
class Floor:
    """A stall with a letter from its opening and one about a change of its facts."""

    stall: Stall
    keeper: User


def sent() -> None:
    """Send every letter, under words that tell which it is."""
    for letter in Message.objects.exclude(state="sent"):
        facts = letter.context
        words = {"verified": OPENED, "changes_requested": CHANGES}.get(facts.get("state", ""), letter.kind)
        Message.objects.filter(pk=letter.pk).update(
            state="sent", subject=f"{words}, {facts.get('number', '')}", body_text=facts.get("note", "")
        )


@pytest.fixture
def floor() -> Floor:
    keeper = UserFactory.create(full_name="Nguyễn Thị Lài")
    stall = verified_dossier(UserFactory.create(), keeper=keeper).stall
    assert stall is not None
    Stall.objects.filter(pk=stall.pk).update(email="gian-hang@example.vn")
    change = submit_dossier(dossier=start_amendment(stall=stall, keeper=keeper), by=keeper)
    words = words_of(reasons=(), note="Chụp lại giấy đăng ký.")
    request_changes(dossier=change, round_read=1, words=words, by=UserFactory.create())
    sent()
    return Floor(stall, keeper)


def letters_page(stall: Stall, role: str) -> str:
    answer = at_desk(Client(), stall, role).get(reverse("desk:letters"))
    return unescape(answer.content.decode()) if answer.status_code == 200 else ""


@pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.MANAGER])
def test_other_owner_and_manager_read_what_was_decided_and_to_whom_it_went(floor: Floor, role: str) -> None:
    page = letters_page(floor.stall, role)
    assert page.count(f"{OPENED}, ") == 1
    assert page.count(f"{CHANGES}, ") == 1
    assert "Chụp lại giấy đăng ký." in page
    assert "gửi Nguyễn Thị Lài" in page
    home = at_desk(Client(), floor.stall, role).get(reverse("desk:home")).content.decode()
    assert CHANGES in home


def test_keeper_reads_each_letter_once_and_is_not_told_that_it_went_to_themselves(floor: Floor) -> None:
    client = Client()
    client.force_login(floor.keeper)
    page = client.get(reverse("desk:letters")).content.decode()
    assert (page.count(f"{OPENED}, "), page.count(f"{CHANGES}, ")) == (1, 1)
    assert "gửi Nguyễn Thị Lài" not in page


def test_packer_reads_none_of_them(floor: Floor) -> None:
    assert letters_page(floor.stall, MemberRole.PACKER) == ""
    home = at_desk(Client(), floor.stall, MemberRole.PACKER).get(reverse("desk:home")).content.decode()
    assert CHANGES not in home
    assert "Chụp lại giấy đăng ký." not in home


@pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.MANAGER, MemberRole.PACKER])
def test_members_of_another_stall_read_none_even_with_the_same_address(floor: Floor, role: str) -> None:
    other = StallFactory.create(email="gian-hang@example.vn")
    page = letters_page(other, role)
    assert OPENED not in page
    assert CHANGES not in page


def test_application_of_the_same_keeper_for_another_stall_is_not_read_here(floor: Floor) -> None:
    """What a keeper asked elsewhere, and what waits without a stall, is that keeper's own."""
    second = submitted_dossier(floor.keeper, name="Gian thứ hai")
    sent()
    page = letters_page(floor.stall, MemberRole.MANAGER)
    assert second.number not in page
    assert page.count("<details") == 4  # received and decided, of the opening and of the change


def test_letters_cost_as_many_queries_with_many_as_with_few(floor: Floor) -> None:
    client = at_desk(Client(), floor.stall, MemberRole.MANAGER)
    client.get(reverse("desk:letters"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("desk:letters"))
    template = Message.objects.filter(context__state="changes_requested").get()
    for number in range(8):
        template.pk, template.key = None, f"stall_dossier_decided:{number}"
        template.save()
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("desk:letters")).content.decode()
    assert page.count(f"{CHANGES}, ") == 9
    assert len(many) == len(few)
