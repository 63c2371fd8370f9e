"""Letters of the time before they said which stall they are about get its key, where theirs leaves no doubt."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.fulfilment.models import StallOrder
from marketplace.fulfilment.reminders import remind_of_waiting_parts
from marketplace.listings.enums import PaperKind
from marketplace.listings.papers.licences import _warn
from marketplace.notifications.models import Message
from marketplace.oversight.letters import name_stalls_of_letters
from marketplace.oversight.models import TakeDownBasis
from marketplace.oversight.services import decide_listing
from marketplace.oversight.takedowns import carry_out, open_take_down
from marketplace.stalls.models import Stall
from marketplace.stalls.services import reopen_stall, suspend_stall
from tests.factories.catalogue import buyable, published_product
from tests.factories.dossiers import verified_dossier
from tests.factories.listings import officer, paper, submitted
from tests.factories.orders import make_order, part_of
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import keeper_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]


def forget_stalls() -> dict[int, int]:
    """Make the letters as they were before, and return which stall each was about."""
    were = {}
    for letter in Message.objects.filter(context__has_key="stall_key"):
        were[letter.pk] = letter.context.pop("stall_key")
        letter.save(update_fields=["context"])
    return were


def now_named() -> dict[int, Any]:
    rows = Message.objects.filter(context__has_key="stall_key")
    return {letter.pk: letter.context["stall_key"] for letter in rows}


def write_all_kinds(stall: Stall, judge: Any) -> None:
    """Let everything happen to a stall of which it is told."""
    keeper_of(stall)
    ends = timezone.localdate() + timedelta(days=5)
    product = published_product(stall=stall, papers=[paper(PaperKind.STANDARD, ends)])
    part = part_of(make_order((buyable(product)[0], 1)))
    StallOrder.objects.filter(pk=part.pk).update(created_at=timezone.now() - timedelta(hours=25))
    remind_of_waiting_parts()
    _warn(stall)
    decide_listing(task_state=submitted(stall=stall), user=judge, decision="reject", comment="Chưa rõ.")
    basis = TakeDownBasis.objects.get(code="yeu-cau")
    asked = open_take_down(
        listing=product.listing, basis=basis, source="authority", reason="Lý do", user=judge
    )
    carry_out(take_down=asked, user=judge)
    suspend_stall(stall=stall, reason="Kiểm tra")
    reopen_stall(stall=stall)


def test_every_letter_gets_the_stall_that_it_is_about() -> None:
    judge = officer()
    first, second = StallFactory.create(), StallFactory.create()
    Stall.objects.update(email="hai-gian@example.vn")
    for stall in (first, second):
        stall.refresh_from_db()
        write_all_kinds(stall, judge)
    were = forget_stalls()
    kinds = set(Message.objects.filter(pk__in=were).values_list("kind", flat=True))
    assert kinds >= {
        "stall_order_new",
        "stall_part_waits",
        "stall_document_expiring",
        "listing_decided",
        "listing_moved",
        "stall_suspended",
        "stall_reopened",
    }
    assert set(were.values()) == {first.pk, second.pk}
    assert name_stalls_of_letters(apps) == len(were)
    assert now_named() == were
    assert name_stalls_of_letters(apps) == 0


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("stall_suspended", "stall_suspended:987654:1"),
        ("stall_suspended", "stall_suspended"),
        ("stall_suspended", "other:1:1"),
        ("stall_order_new", "stall_order_new:QT-KHONG-CO"),
        ("listing_decided", "listing_decided:x"),
        ("listing_decided", "listing_decided:99999999999999999999999"),
        ("stall_document_expiring", "stall_document_expiring:goods"),
        ("stall_of_the_future", "stall_of_the_future:1"),
        ("verify_email", "verify_email:1"),
    ],
)
def test_letter_whose_key_leads_nowhere_stays_as_it_is(kind: str, key: str) -> None:
    StallFactory.create()
    Message.objects.create(kind=kind, key=key, recipient="a@example.vn", context={"stall": "Gian"})
    assert name_stalls_of_letters(apps) == 0
    assert Message.objects.get().context == {"stall": "Gian"}


def test_letters_about_a_first_application_are_read_at_the_desk_of_the_stall_that_it_opened(
    client: Client,
) -> None:
    person, other = UserFactory.create(), UserFactory.create()
    dossier = verified_dossier(UserFactory.create(), keeper=person)
    theirs = verified_dossier(UserFactory.create(), keeper=other, name="Gian khác")
    # Two applications from one address: the second one's person has taken it over since.
    Message.objects.filter(recipient=other.email).update(recipient=person.email)
    letters = Message.objects.filter(kind__startswith="stall_dossier_")
    assert {letter.kind for letter in letters} == {"stall_dossier_received", "stall_dossier_decided"}
    for letter in letters:
        words = f"Thư {letter.kind} của {letter.context['number']}."
        Message.objects.filter(pk=letter.pk).update(state="sent", subject=words)
    client.force_login(person)
    page = client.get(reverse("desk:letters")).content.decode()
    kinds = ("stall_dossier_received", "stall_dossier_decided")
    assert [f"Thư {kind} của {dossier.number}." in page for kind in kinds] == [True, True]
    assert [f"Thư {kind} của {theirs.number}." in page for kind in kinds] == [False, False]
