"""A paper is good until the end of its last day, by the days of Vietnam."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from marketplace.stalls import dossier_services as services
from marketplace.stalls.dossier_decisions import verify_dossier
from marketplace.stalls.dossier_models import Dossier
from marketplace.stalls.dossier_selectors import papers_to_renew
from marketplace.stalls.enums import DossierState
from marketplace.stalls.expiry import warn_expiring_documents
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
