"""A draft lies for weeks: meanwhile rules end, papers run out, its kind is changed and the terms get a new version."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.models import Consent, User
from marketplace.core import documents
from marketplace.stalls.apply import views
from marketplace.stalls.apply.steps import REVIEW, first_unfinished
from marketplace.stalls.dossiers.decisions import PaperDecision, request_changes, verify_dossier, words_of
from marketplace.stalls.dossiers.selectors import checklist, documents_in_force
from marketplace.stalls.dossiers.services import save_facts, start_amendment, submit_dossier
from marketplace.stalls.enums import DossierState, StallKind
from marketplace.stalls.models import DocumentRule, Dossier, FactRule
from tests.factories.dossiers import accept_all, add_paper, draft_dossier, paper_rule, verified_dossier
from tests.factories.people import UserFactory, officer

pytestmark = pytest.mark.django_db

START = "/mo-gian-hang/"
FOOD = "an-toan-thuc-pham"


@pytest.fixture
def keeper(client: Client) -> User:
    user = UserFactory.create()
    client.force_login(user)
    return user


def sent_back(keeper: User, *, is_food_accepted: bool) -> Dossier:
    """A household's dossier with two papers; the one about food ends in nine days."""
    dossier = draft_dossier(keeper)
    end = timezone.localdate() + timedelta(days=9)
    food = add_paper(dossier, paper_rule(FOOD), expires_on=end)
    dossier = submit_dossier(dossier=dossier, by=keeper)
    word = PaperDecision(accepted=is_food_accepted, reasons=() if is_food_accepted else ("anh-loa",))
    return request_changes(
        dossier=dossier,
        round_read=1,
        by=officer(),
        words=words_of(reasons=["dia-chi-khong-khop"], note=""),
        decisions=accept_all(dossier) | {food.pk: word},
    )


def test_refused_paper_that_is_asked_for_no_more_stands_in_nobodys_way(client: Client, keeper: User) -> None:
    dossier = sent_back(keeper, is_food_accepted=False)
    yesterday = timezone.localdate() - timedelta(days=1)
    DocumentRule.objects.filter(code=FOOD).update(valid_until=yesterday)
    assert first_unfinished(dossier) == REVIEW
    page = BeautifulSoup(client.get(reverse("stalls:papers")).content, "html.parser")
    assert page.select(f"#giay-{FOOD}") != []
    assert page.select(f"#giay-{FOOD} form") == []
    dossier = submit_dossier(dossier=dossier, by=keeper)
    dossier = verify_dossier(dossier=dossier, round_read=2, by=officer(), identity_checked=True)
    assert dossier.stall is not None
    assert [paper.rule.code for paper in documents_in_force(dossier.stall)] == ["dang-ky-ho-kinh-doanh"]


def test_paper_sent_under_the_former_row_of_a_rule_is_the_same_paper(keeper: User) -> None:
    dossier = sent_back(keeper, is_food_accepted=False)
    today = timezone.localdate()
    former = paper_rule(FOOD)
    DocumentRule.objects.filter(pk=former.pk).update(valid_until=today - timedelta(days=1))
    renewed = DocumentRule.objects.create(kind=former.kind, code=FOOD, name="Giấy mới", is_required=True)
    (line,) = [line for line in checklist(dossier) if line.rule.code == FOOD]
    assert (line.rule, line.is_missing, line.needs_another) == (renewed, False, True)
    better = add_paper(dossier, renewed)
    (line,) = [line for line in checklist(dossier) if line.rule.code == FOOD]
    assert (line.document, line.needs_another) == (better, False)
    assert dossier.documents.get(rule__code=FOOD, is_current=True) == better
    assert submit_dossier(dossier=dossier, by=keeper).state == DossierState.SUBMITTED


def test_accepted_paper_that_ended_meanwhile_can_be_sent_anew(client: Client, keeper: User) -> None:
    sent_back(keeper, is_food_accepted=True)
    form = f'action="{reverse("stalls:send_paper", args=(paper_rule(FOOD).pk,))}"'
    assert form not in client.get(reverse("stalls:papers")).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        client.force_login(keeper)
        status = BeautifulSoup(client.get(START).content, "html.parser")
        assert status.select(f'a[href="{reverse("stalls:papers")}"]') != []
        assert form in client.get(reverse("stalls:papers")).content.decode()


def test_facts_of_another_kind_are_not_handed_in(client: Client, keeper: User) -> None:
    dossier = draft_dossier(keeper)
    dossier = save_facts(dossier=dossier, facts={"kind": StallKind.INDIVIDUAL}, by=keeper)
    page = client.get(reverse("stalls:review")).content.decode()
    assert ("02/03/1968" in page, "44H8000999" in page, "07/02/2020" in page) == (True, False, False)
    # Whoever chose wrongly finds what they wrote.
    assert Dossier.objects.get().registration_no == "44H8000999"
    dossier = submit_dossier(dossier=dossier, by=keeper)
    stored = Dossier.objects.get()
    assert (stored.registration_no, stored.registration_date, stored.registration_authority) == ("", None, "")
    assert (stored.personal_id, stored.bank_number, f"{stored.birth_date:%d/%m/%Y}") == (
        "045168000001",
        "0044000001",
        "02/03/1968",
    )
    dossier = verify_dossier(dossier=dossier, round_read=1, by=officer(), identity_checked=True)
    assert dossier.stall is not None
    assert (dossier.stall.registration_no, dossier.stall.bank_number) == ("", "0044000001")


def test_fact_that_is_asked_of_nobody_any_more_stays_with_the_stall(keeper: User) -> None:
    stall = verified_dossier(officer(), keeper).stall
    assert stall is not None
    yesterday = timezone.localdate() - timedelta(days=1)
    FactRule.objects.filter(fact__startswith="bank_").update(valid_until=yesterday)
    change = submit_dossier(dossier=start_amendment(stall=stall, keeper=keeper), by=keeper)
    assert (change.bank_bin, change.bank_number) == ("970405", "0044000001")


CLOSED = "Hồ sơ đang chờ Sở xem hoặc đã có quyết định, nên không sửa được."


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_step_sent_from_a_second_tab_after_handing_in_says_that_it_was_not_kept(
    client: Client, keeper: User
) -> None:
    submit_dossier(dossier=draft_dossier(keeper), by=keeper)
    answer = client.post(reverse("stalls:facts"), {"legal_name": "Hộ khác"})
    assert (answer.status_code, answer["Location"], said(answer)) == (302, START, [CLOSED])
    assert Dossier.objects.get().legal_name == "Hộ kinh doanh Nguyễn Thị Lài"
    # A second click on handing in has nothing to complain of.
    assert said(client.get(START)) == [CLOSED]
    assert said(client.post(reverse("stalls:review"), {"dung-su-that": "on"})) == []
    assert Dossier.objects.get().round == 1


def test_step_that_meets_the_handing_in_of_another_tab_is_told_so(
    client: Client, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = draft_dossier(keeper)
    monkeypatch.setattr(views, "dossier_of", lambda _request: read)  # read a moment before the other wrote
    submit_dossier(dossier=read, by=keeper)
    answer = client.post(reverse("stalls:facts"), {"legal_name": "Hộ khác"})
    assert (answer.status_code, answer["Location"], said(answer)) == (302, START, [CLOSED])
    assert Dossier.objects.get().legal_name == "Hộ kinh doanh Nguyễn Thị Lài"


def test_terms_that_changed_while_the_page_lay_open_are_not_agreed_to(
    client: Client, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = {"quy-che": "2.1", "bao-mat": "1.4"}
    monkeypatch.setattr(documents, "_providers", [lambda: versions])
    draft_dossier(keeper)

    def boxes() -> dict[str, str]:
        page = BeautifulSoup(client.get(reverse("stalls:review")).content, "html.parser")
        return {str(box["name"]): str(box.get("value", "on")) for box in page.select("input[type=checkbox]")}

    read = boxes()
    versions["quy-che"] = "3.0"
    answer = client.post(reverse("stalls:review"), read)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert [box["name"] for box in page.select("input[type=checkbox][checked]")] == [
        "dong-y-bao-mat",
        "dung-su-that",
    ]
    assert "quy chế hoạt động của sàn, bản 3.0" in page.get_text()
    assert (Dossier.objects.get().state, list(Consent.objects.all())) == (DossierState.DRAFT, [])
    assert client.post(reverse("stalls:review"), boxes())["Location"] == START
    assert set(Consent.objects.values_list("document", "version")) == {("quy-che", "3.0"), ("bao-mat", "1.4")}
