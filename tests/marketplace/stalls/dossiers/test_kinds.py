"""What each of the law's four kinds of stall states and hands in, and that an officer's edit of that list takes hold."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.stalls.dossiers.selectors import checklist, required_facts
from marketplace.stalls.dossiers.services import (
    DossierIncompleteError,
    save_facts,
    start_application,
    submit_dossier,
)
from marketplace.stalls.enums import DossierState, Fact, StallKind
from marketplace.stalls.models import DocumentRule, Dossier, FactRule
from marketplace.stalls.road import ask_for_fact
from tests.factories.dossiers import FACTS, add_paper, load_rules, paper_rule, verified_dossier
from tests.factories.people import UserFactory, officer
from tests.factories.stalls import any_ward

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "legal_name",
    "representative",
    "personal_id",
    "tax_code",
    "street",
    "ward",
    "phone",
    "email",
    "bank_bin",
    "bank_number",
    "bank_holder",
}
REGISTERED = {"registration_no", "registration_date", "registration_authority"}
# Kind: what it states, and its papers with whether they are asked of everybody.
KINDS: dict[str, tuple[set[str], list[tuple[str, bool]]]] = {
    StallKind.INDIVIDUAL: (EVERYBODY | {"birth_date"}, [("cam-ket-attp", False), ("giay-phep", False)]),
    StallKind.HOUSEHOLD: (
        EVERYBODY | REGISTERED | {"birth_date", "residence"},
        [
            ("dang-ky-ho-kinh-doanh", True),
            ("an-toan-thuc-pham", False),
            ("cam-ket-attp", False),
            ("giay-phep", False),
        ],
    ),
    StallKind.COOPERATIVE: (
        EVERYBODY | REGISTERED,
        [("dang-ky-htx", True), ("an-toan-thuc-pham", False), ("vietgap", False), ("giay-phep", False)],
    ),
    StallKind.COMPANY: (
        EVERYBODY | REGISTERED,
        [("dang-ky-doanh-nghiep", True), ("an-toan-thuc-pham", False), ("giay-phep", False)],
    ),
}


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules()


def application(kind: str, keeper: User | None = None, **left_out: Any) -> Dossier:
    """A dossier of the kind with every fact that it states and no paper."""
    dossier = start_application(keeper=keeper or UserFactory.create())
    stated = {name: value for name, value in {**FACTS, "ward": any_ward()}.items() if name in KINDS[kind][0]}
    facts = {"kind": kind, "name": "Gian thử", **stated, **left_out}
    return save_facts(dossier=dossier, facts=facts, by=dossier.keeper)


def papers_on_the_page(client: Client, keeper: User) -> list[str]:
    client.force_login(keeper)
    page = BeautifulSoup(client.get(reverse("stalls:papers")).content, "html.parser")
    return [heading.get_text().strip() for heading in page.select("main h2")]


@pytest.mark.parametrize("kind", KINDS)
def test_kind_states_its_facts_and_hands_in_its_papers(client: Client, kind: str) -> None:
    facts, papers = KINDS[kind]
    assert {str(fact) for fact in required_facts(kind, timezone.localdate())} == facts
    dossier = application(kind)
    assert [(line.rule.code, line.rule.is_required) for line in checklist(dossier)] == papers
    names = [str(line.rule.name) for line in checklist(dossier)]
    assert [name for name in papers_on_the_page(client, dossier.keeper) if name in names] == names


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_handed_in_with_its_compulsory_papers_alone(kind: str) -> None:
    dossier = application(kind)
    for code, is_required in KINDS[kind][1]:
        if is_required:
            with pytest.raises(DossierIncompleteError, match="còn thiếu giấy"):
                submit_dossier(dossier=dossier, by=dossier.keeper)
            add_paper(dossier, paper_rule(code, kind))
    assert submit_dossier(dossier=dossier, by=dossier.keeper).state == DossierState.SUBMITTED


@pytest.mark.parametrize(
    ("kind", "fact"), [(kind, fact) for kind, (facts, _papers) in KINDS.items() for fact in sorted(facts)]
)
def test_kind_is_not_handed_in_without_one_of_its_facts(kind: str, fact: str) -> None:
    left_out: dict[str, Any] = {fact: None if fact in {"ward", "birth_date", "registration_date"} else ""}
    dossier = application(kind, **left_out)
    for code, is_required in KINDS[kind][1]:
        if is_required:
            add_paper(dossier, paper_rule(code, kind))
    with pytest.raises(DossierIncompleteError, match=f"còn thiếu: {Fact(fact).label}\\."):
        submit_dossier(dossier=dossier, by=dossier.keeper)
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.DRAFT


def test_fact_that_a_later_release_asks_for_is_added_and_nothing_that_the_department_took_out() -> None:
    FactRule.objects.filter(fact__in=("residence", "birth_date")).delete()
    ask_for_fact(apps, "residence")
    ask_for_fact(apps, "residence")
    assert list(FactRule.objects.filter(fact="residence").values_list("kind", "citation")) == [
        ("household", "Nghị định 248/2026/NĐ-CP, Điều 18 khoản 1; Luật 19/2023/QH15, Điều 37 khoản 1")
    ]
    assert not FactRule.objects.filter(fact="birth_date").exists()


def test_residence_of_a_households_owner_is_asked_in_the_form_and_shown_to_no_buyer(client: Client) -> None:
    stall = verified_dossier(officer()).stall
    assert stall is not None
    page = client.get(stall.get_absolute_url()).content.decode()
    assert "Thôn Xa Ry" in page
    assert FACTS["residence"] not in page
    keeper = UserFactory.create()
    client.force_login(keeper)
    for kind, is_asked in {StallKind.HOUSEHOLD: True, StallKind.INDIVIDUAL: False}.items():
        save_facts(
            dossier=start_application(keeper=keeper), facts={"kind": kind, "name": "Gian thử"}, by=keeper
        )
        form = BeautifulSoup(client.get(reverse("stalls:facts")).content, "html.parser")
        labels = [label.get_text(" ", strip=True) for label in form.select("label[for=id_residence]")]
        assert labels == (["Nơi cư trú của chủ hộ"] if is_asked else []), kind


def edited(client: Client, address: str, **typed: str) -> None:
    """Let an officer change a row in the back office, through its own form."""
    client.force_login(officer())
    form = BeautifulSoup(client.get(address).content, "html.parser")
    sent = {
        str(tag["name"]): str(tag.get("value", ""))
        for tag in form.select("main form input[name]")
        if tag.get("type") != "checkbox" or tag.has_attr("checked")
    }
    sent |= {
        str(tag["name"]): str((tag.select("option[selected]") or tag.select("option"))[0].get("value", ""))
        for tag in form.select("main form select[name]")
    }
    sent |= {str(tag["name"]): tag.get_text().strip() for tag in form.select("main form textarea[name]")}
    answer = client.post(address, {name: value for name, value in {**sent, **typed}.items() if value != "-"})
    assert answer.status_code == 302


def test_paper_that_an_officer_makes_compulsory_is_asked_for_at_once(client: Client) -> None:
    dossier = application(StallKind.INDIVIDUAL)
    rule = DocumentRule.objects.get(code="cam-ket-attp", kind=StallKind.INDIVIDUAL)
    edited(client, reverse("documentrule:edit", args=[rule.pk]), is_required="on", name="Bản cam kết mới")
    assert [line.rule.code for line in checklist(dossier) if line.is_missing] == ["cam-ket-attp"]
    assert "Bản cam kết mới" in papers_on_the_page(client, dossier.keeper)
    with pytest.raises(DossierIncompleteError, match="còn thiếu giấy: Bản cam kết mới"):
        submit_dossier(dossier=dossier, by=dossier.keeper)


def test_paper_that_an_officer_adds_is_asked_for_and_one_that_ended_is_not(client: Client) -> None:
    dossier = application(StallKind.COOPERATIVE)
    today = timezone.localdate()
    ended = DocumentRule.objects.get(code="vietgap", kind=StallKind.COOPERATIVE)
    edited(
        client,
        reverse("documentrule:edit", args=[ended.pk]),
        valid_from="2020-01-01",
        valid_until="2020-12-31",
    )
    edited(
        client,
        reverse("documentrule:add"),
        kind=StallKind.COOPERATIVE,
        code="dieu-le",
        name="Điều lệ hợp tác xã",
        position="1",
        is_required="on",
        valid_from=f"{today:%d/%m/%Y}",
        citation="Quyết định của Sở",
        grade="A",
    )
    asked = [line.rule.code for line in checklist(dossier)]
    assert ("dieu-le" in asked, "vietgap" in asked) == (True, False)
    shown = papers_on_the_page(client, dossier.keeper)
    assert ("Điều lệ hợp tác xã" in shown, "Chứng nhận VietGAP hoặc hữu cơ" in shown) == (True, False)


def test_fact_that_an_officer_no_longer_asks_for_may_be_left_out(client: Client) -> None:
    dossier = application(StallKind.INDIVIDUAL, birth_date=None)
    with pytest.raises(DossierIncompleteError):
        submit_dossier(dossier=dossier, by=dossier.keeper)
    rule = FactRule.objects.get(kind=StallKind.INDIVIDUAL, fact=Fact.BIRTH_DATE)
    edited(
        client, reverse("factrule:edit", args=[rule.pk]), valid_from="01/01/2020", valid_until="31/12/2020"
    )
    assert submit_dossier(dossier=dossier, by=dossier.keeper).state == DossierState.SUBMITTED
