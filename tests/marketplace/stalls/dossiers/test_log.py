"""The log of a dossier's writing: who changed which fact or paper, from what to what, once an officer may ask."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.oversight.log_lines import LogLine, log_line
from marketplace.stalls.dossiers.decisions import PaperDecision, request_changes, words_of
from marketplace.stalls.dossiers.selectors import history_of
from marketplace.stalls.dossiers.services import (
    discard_amendment,
    remove_document,
    save_facts,
    start_amendment,
    submit_dossier,
)
from marketplace.stalls.models import Dossier, Stall
from tests.factories.dossiers import add_paper, draft_dossier, submitted_dossier, verified_dossier
from tests.factories.listings import officer
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge() -> User:
    return officer()


def sent_back(judge: User) -> Dossier:
    """Return a dossier whose only paper was refused."""
    dossier = submitted_dossier()
    request_changes(
        dossier=dossier,
        round_read=dossier.round,
        by=judge,
        words=words_of(reasons=["giay-to"], note=""),
        decisions={dossier.documents.get().pk: PaperDecision(accepted=False, reasons=("anh-loa",))},
    )
    dossier.refresh_from_db()
    return dossier


def last(thing: Dossier | Stall) -> tuple[str, object, object]:
    """Return the latest entry: what was done, by whom, and what is known of it."""
    entry = history_of(thing)[0]
    return entry.action, entry.user, entry.data


def line(thing: Dossier | Stall) -> LogLine:
    return log_line(history_of(thing)[0])


def test_first_draft_is_its_keepers_own_business() -> None:
    dossier = draft_dossier()
    save_facts(dossier=dossier, facts={"bank_number": "111222333"}, by=dossier.keeper)
    remove_document(dossier=dossier, document_pk=dossier.documents.get().pk, by=dossier.keeper)
    assert list(ModelLogEntry.objects.all()) == []


def test_fact_changed_after_the_officers_words_is_logged_with_both_sides(judge: User) -> None:
    dossier = sent_back(judge)
    facts = {"bank_number": "111222333", "bank_holder": dossier.bank_holder, "residence": "Nhà con gái"}
    save_facts(dossier=dossier, facts=facts, by=dossier.keeper)
    assert last(dossier) == (
        "stalls.dossier_facts",
        dossier.keeper,
        {
            "before": {"bank_number": "0044000001", "residence": "•••"},
            "after": {"bank_number": "111222333", "residence": "•••"},
        },
    )
    shown = line(dossier)
    assert (shown.action, shown.comment) == ("Sửa thông tin trong hồ sơ", "")
    assert set(shown.before.split(" · ")) == {"số tài khoản: 0044000001", "nơi cư trú: •••"}
    assert set(shown.after.split(" · ")) == {"số tài khoản: 111222333", "nơi cư trú: •••"}
    assert "Nhà con gái" not in str(list(ModelLogEntry.objects.values_list()))


def test_kind_and_commune_are_logged_in_words(judge: User) -> None:
    dossier = sent_back(judge)
    ward = dossier.ward
    save_facts(dossier=dossier, facts={"kind": "company", "ward": None}, by=dossier.keeper)
    assert line(dossier).before == f"loại: Hộ kinh doanh · xã, phường: {ward}"
    assert line(dossier).after == "loại: Doanh nghiệp · xã, phường: chưa có"


def test_saving_the_same_again_logs_nothing(judge: User) -> None:
    dossier = sent_back(judge)
    before = ModelLogEntry.objects.count()
    save_facts(dossier=dossier, facts={"bank_number": dossier.bank_number}, by=dossier.keeper)
    assert ModelLogEntry.objects.count() == before


def test_better_paper_and_one_taken_back_are_logged(judge: User) -> None:
    dossier = sent_back(judge)
    better = add_paper(dossier)
    said = {"paper": better.rule.name, "before": "refused", "after": "waiting"}
    assert last(dossier) == ("stalls.dossier_paper_added", dossier.keeper, said)
    assert (line(dossier).comment, line(dossier).before) == (better.rule.name, "cần bản khác")
    remove_document(dossier=dossier, document_pk=better.pk, by=dossier.keeper)
    said = {"paper": better.rule.name, "before": "waiting", "after": ""}
    assert last(dossier) == ("stalls.dossier_paper_removed", dossier.keeper, said)
    before = ModelLogEntry.objects.count()
    remove_document(dossier=dossier, document_pk=better.pk, by=dossier.keeper)
    assert ModelLogEntry.objects.count() == before


def test_change_of_a_stall_is_logged_from_its_beginning(judge: User) -> None:
    stall = verified_dossier(judge).stall
    assert stall is not None
    owner = stall.members.get().user
    change = start_amendment(stall=stall, keeper=owner)
    assert last(change) == ("stalls.dossier_begin", owner, {"before": "", "after": "draft"})
    assert start_amendment(stall=stall, keeper=owner) == change
    other = UserFactory.create()
    save_facts(dossier=change, facts={"phone": "0912345679"}, by=other)
    assert [(entry.action, entry.user) for entry in history_of(change)] == [
        ("stalls.dossier_facts", other),
        ("stalls.dossier_begin", owner),
    ]


def test_discarded_change_stands_in_the_log_of_its_stall(client: Client, judge: User) -> None:
    stall = verified_dossier(judge).stall
    assert stall is not None
    owner = stall.members.get().user
    number = start_amendment(stall=stall, keeper=owner).number
    client.force_login(owner)
    client.post(reverse("stalls:discard"))
    assert Dossier.objects.filter(stall=stall, purpose="amendment").count() == 0
    said = {"dossier": number, "before": "draft", "after": ""}
    assert last(stall) == ("stalls.dossier_discard", owner, said)
    assert (line(stall).comment, line(stall).before) == (number, "đang soạn")


def test_change_that_was_handed_in_is_not_thrown_away_and_nothing_is_logged(judge: User) -> None:
    stall = verified_dossier(judge).stall
    assert stall is not None
    owner = stall.members.get().user
    change = submit_dossier(dossier=start_amendment(stall=stall, keeper=owner), by=owner)
    before = ModelLogEntry.objects.count()
    with pytest.raises(Exception, match="đang chờ Sở xem"):
        discard_amendment(dossier=change, by=owner)
    assert ModelLogEntry.objects.count() == before
