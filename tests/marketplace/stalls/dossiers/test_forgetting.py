"""Applications of somebody who closes the account: what goes, and what the department keeps."""

from typing import Any

import pytest
from django.core.files.storage import storages
from wagtail.models import ModelLogEntry

from marketplace.accounts.services import close_account
from marketplace.stalls.dossiers.decisions import reject_dossier, words_of
from marketplace.stalls.dossiers.selectors import history_of, waiting_dossiers
from marketplace.stalls.dossiers.services import remove_document, save_facts, withdraw_dossier
from marketplace.stalls.enums import DossierState
from marketplace.stalls.models import Dossier, StallMember
from tests.factories.dossiers import draft_dossier, submitted_dossier, verified_dossier
from tests.factories.people import UserFactory, officer

pytestmark = pytest.mark.django_db


def file_of(dossier: Dossier) -> str:
    name: str = dossier.documents.get().file
    assert storages["private"].exists(name)
    return name


def close(dossier: Dossier, capture: Any) -> None:
    with capture(execute=True):
        assert close_account(user=dossier.keeper) is True


def test_draft_goes_with_its_papers(django_capture_on_commit_callbacks: Any) -> None:
    dossier = draft_dossier()
    other = draft_dossier(UserFactory.create())
    name = file_of(dossier)
    close(dossier, django_capture_on_commit_callbacks)
    assert list(Dossier.objects.all()) == [other]
    # The same picture lies in the other's dossier, and stays there.
    assert storages["private"].exists(name)
    close(other, django_capture_on_commit_callbacks)
    assert not storages["private"].exists(name)


def test_dossier_that_waits_is_taken_back_and_emptied(django_capture_on_commit_callbacks: Any) -> None:
    dossier = submitted_dossier()
    withdraw_dossier(dossier=dossier, by=dossier.keeper)
    save_facts(dossier=dossier, facts={"phone": "0987654321"}, by=dossier.keeper)
    Dossier.objects.filter(pk=dossier.pk).update(state=DossierState.SUBMITTED)
    name = file_of(dossier)
    close(dossier, django_capture_on_commit_callbacks)
    kept = Dossier.objects.get()
    assert (kept.state, kept.kind, kept.number) == ("draft", dossier.kind, dossier.number)
    assert list(waiting_dossiers()) == []
    for fact in (
        "name",
        "legal_name",
        "representative",
        "personal_id",
        "residence",
        "tax_code",
        "phone",
        "email",
        "street",
    ):
        assert getattr(kept, fact) == "", fact
    assert (kept.birth_date, kept.registration_date, kept.ward) == (None, None, None)
    assert (kept.bank_number, kept.bank_holder, str(kept)) == ("", "", "Tài khoản đã đóng")
    document = kept.documents.get()
    assert (document.file, document.original_name, len(document.digest)) == ("", "", 64)
    assert not storages["private"].exists(name)
    entries = list(history_of(kept))
    assert entries[0].action == "stalls.dossier_forget"
    assert {entry.label for entry in entries} == {dossier.number}
    [changed] = [entry.data for entry in entries if entry.action == "stalls.dossier_facts"]
    assert changed == {"before": {"phone": "•••"}, "after": {"phone": "•••"}}


def test_refusal_stays_and_names_nobody(django_capture_on_commit_callbacks: Any) -> None:
    dossier = submitted_dossier()
    words = words_of(reasons=[], note="Giấy mờ, chưa đọc được.")
    reject_dossier(dossier=dossier, round_read=dossier.round, words=words, by=officer())
    close(dossier, django_capture_on_commit_callbacks)
    kept = Dossier.objects.get()
    assert (kept.state, kept.note, kept.representative) == ("rejected", "Giấy mờ, chưa đọc được.", "")
    assert ModelLogEntry.objects.filter(action="stalls.dossier_rejected").exists()


def test_stall_keeps_the_dossier_it_was_opened_by(django_capture_on_commit_callbacks: Any) -> None:
    dossier = verified_dossier(officer())
    StallMember.objects.filter(user=dossier.keeper).delete()  # handed over
    close(dossier, django_capture_on_commit_callbacks)
    kept = Dossier.objects.get()
    assert (kept.state, kept.name, kept.representative) == ("verified", dossier.name, dossier.representative)


def test_paper_that_is_taken_back_leaves_no_file(django_capture_on_commit_callbacks: Any) -> None:
    dossier = draft_dossier()
    name = file_of(dossier)
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(dossier=dossier, document_pk=dossier.documents.get().pk, by=dossier.keeper)
    assert not storages["private"].exists(name)
