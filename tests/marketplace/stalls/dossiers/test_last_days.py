"""A paper is good until the end of its last day, by the days of Vietnam."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation

from marketplace.core.errors import NotAllowedNowError
from marketplace.notifications.models import Message
from marketplace.stalls.dossiers import services
from marketplace.stalls.dossiers.decisions import PaperDecision, decide_documents, verify_dossier
from marketplace.stalls.dossiers.expiry import warn_expiring_documents
from marketplace.stalls.dossiers.selectors import papers_to_renew
from marketplace.stalls.enums import DocumentState, DossierState
from marketplace.stalls.models import Dossier, DossierDocument, Stall
from tests.factories.dossiers import accept_all, add_paper, draft_dossier, paper_rule
from tests.factories.people import UserFactory, officer

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 11, 30)
LAST_MINUTE = datetime.fromisoformat("2026-11-30T23:59:00+07:00")
FIRST_MINUTE = datetime.fromisoformat("2026-12-01T00:01:00+07:00")  # in London it is still the last day
RULE = "an-toan-thuc-pham"


def with_paper_of_the_last_day() -> Dossier:
    dossier = draft_dossier()
    add_paper(dossier, paper_rule(RULE), expires_on=LAST_DAY)
    return dossier


def test_paper_is_taken_handed_in_and_verified_on_its_last_day() -> None:
    with time_machine.travel(LAST_MINUTE, tick=False):
        dossier = with_paper_of_the_last_day()
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
        dossier.refresh_from_db()
        assert dossier.state == DossierState.SUBMITTED
        document = dossier.documents.get(rule__code=RULE)
        assert (document.expires_on, document.days_left) == (LAST_DAY, 0)
        done = verified(dossier)
        assert done.stall is not None
        assert [one.days_left for one in papers_to_renew(done.stall)] == [0]
        assert warn_expiring_documents() == 1


def test_warning_leads_to_the_page_in_the_language_of_stalls_whatever_is_spoken_meanwhile() -> None:
    with time_machine.travel(LAST_MINUTE, tick=False):
        dossier = with_paper_of_the_last_day()
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
        verified(dossier)
        with translation.override("en"):
            assert reverse("stalls:start") == "/en/mo-gian-hang/"
            assert warn_expiring_documents() == 1
    told = Message.objects.get(kind="stall_document_expiring")
    assert (told.language, told.context["path"]) == ("vi", "/mo-gian-hang/")


def verified(dossier: Dossier) -> Dossier:
    return verify_dossier(
        dossier=dossier,
        round_read=1,
        by=UserFactory.create(),
        identity_checked=True,
        decisions=accept_all(dossier),
    )


def test_paper_is_not_taken_in_the_first_minute_after_its_last_day() -> None:
    with time_machine.travel(LAST_MINUTE, tick=False):
        dossier = draft_dossier()
    with (
        time_machine.travel(FIRST_MINUTE, tick=False),
        pytest.raises(services.DossierIncompleteError, match="đã hết hạn"),
    ):
        add_paper(dossier, paper_rule(RULE), expires_on=LAST_DAY)
    assert not dossier.documents.filter(rule__code=RULE).exists()


def test_draft_whose_paper_ended_meanwhile_is_not_handed_in_and_says_which() -> None:
    with time_machine.travel(LAST_MINUTE, tick=False):
        dossier = with_paper_of_the_last_day()
    with time_machine.travel(FIRST_MINUTE, tick=False):
        name = paper_rule(RULE).name
        words = f"Giấy này đã hết hạn ngày 30/11/2026: {name}. Bạn gửi bản còn hạn."
        with pytest.raises(services.DossierIncompleteError) as refused:
            services.submit_dossier(dossier=dossier, by=dossier.keeper)
        assert refused.value.message == words
        dossier.refresh_from_db()
        assert (dossier.state, dossier.round) == (DossierState.DRAFT, 0)
        add_paper(dossier, paper_rule(RULE), expires_on=LAST_DAY + timedelta(days=365))
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
        dossier.refresh_from_db()
        assert dossier.state == DossierState.SUBMITTED


def test_officer_is_told_that_a_paper_ended_while_it_waited(client: Client) -> None:
    with time_machine.travel(LAST_MINUTE, tick=False):
        dossier = with_paper_of_the_last_day()
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
        client.force_login(officer())
        page = client.get(reverse("stalls_office:dossier", args=[dossier.pk])).content.decode()
        assert "hết hạn 30/11/2026" in page
        assert "đã hết hạn 30/11/2026" not in page
    with time_machine.travel(FIRST_MINUTE, tick=False):
        page = client.get(reverse("stalls_office:dossier", args=[dossier.pk])).content.decode()
        assert "đã hết hạn 30/11/2026" in page


def handed_in_on_the_last_day() -> Dossier:
    with time_machine.travel(LAST_MINUTE, tick=False):
        dossier = with_paper_of_the_last_day()
        return services.submit_dossier(dossier=dossier, by=dossier.keeper)


def refusal() -> str:
    name = paper_rule(RULE).name
    return f"Giấy này đã hết hạn ngày 30/11/2026 nên không nhận được: {name}. Chọn «Cần bản khác»."


def paper_of(dossier: Dossier) -> DossierDocument:
    return dossier.documents.get(rule__code=RULE)


def test_paper_that_ended_while_it_waited_is_not_accepted_and_nothing_of_the_decision_is_kept() -> None:
    dossier = handed_in_on_the_last_day()
    with time_machine.travel(FIRST_MINUTE, tick=False):
        with pytest.raises(NotAllowedNowError) as refused:
            verified(dossier)
        assert refused.value.message == refusal()
        with pytest.raises(NotAllowedNowError) as refused:
            decide_documents(
                dossier=dossier, round_read=1, by=UserFactory.create(), decisions=accept_all(dossier)
            )
        assert refused.value.message == refusal()
    dossier.refresh_from_db()
    assert (dossier.state, dossier.stall, dossier.identity_state) == (DossierState.SUBMITTED, None, "open")
    assert {one.state for one in dossier.documents.all()} == {DocumentState.WAITING}


def test_paper_accepted_on_its_last_day_opens_no_stall_on_the_next() -> None:
    dossier = handed_in_on_the_last_day()
    with time_machine.travel(LAST_MINUTE, tick=False):
        decide_documents(
            dossier=dossier, round_read=1, by=UserFactory.create(), decisions=accept_all(dossier)
        )
    with time_machine.travel(FIRST_MINUTE, tick=False):
        with pytest.raises(NotAllowedNowError) as refused:
            verify_dossier(dossier=dossier, round_read=1, by=UserFactory.create(), identity_checked=True)
        assert refused.value.message == refusal()
        asked = decide_documents(
            dossier=dossier,
            round_read=1,
            by=UserFactory.create(),
            decisions={paper_of(dossier).pk: PaperDecision(accepted=False, note="Đã hết hạn.")},
        )
        assert asked.state == DossierState.SUBMITTED
    assert not Stall.objects.filter(name=dossier.name).exists()
    assert paper_of(dossier).state == DocumentState.REFUSED


def test_page_offers_no_yes_to_an_ended_paper_and_says_so_to_who_sends_one_all_the_same(
    client: Client,
) -> None:
    dossier = handed_in_on_the_last_day()
    document = paper_of(dossier)
    others = dossier.documents.exclude(pk=document.pk)
    client.force_login(officer())
    url = reverse("stalls_office:dossier", args=[dossier.pk])

    def yes(page: str) -> bool:
        radio = BeautifulSoup(page, "html.parser").select_one(f"[name=paper-{document.pk}][value=accepted]")
        return radio is not None

    with time_machine.travel(LAST_MINUTE, tick=False):
        assert yes(client.get(url).content.decode())
    with time_machine.travel(FIRST_MINUTE, tick=False):
        client.force_login(officer())
        page = client.get(url).content.decode()
        assert not yes(page)
        assert "Giấy hết hạn thì không nhận được, cần bản khác." in page
        sent = {"round": "1", "answer": "verify", "identity": "on", f"paper-{document.pk}": "accepted"}
        sent |= {f"paper-{other.pk}": "accepted" for other in others}
        answer = client.post(url, sent)
        assert answer.status_code == 422
        assert refusal() in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.state == DossierState.SUBMITTED
    assert paper_of(dossier).state == DocumentState.WAITING
