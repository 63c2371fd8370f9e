"""The officers' pages about dossiers: who gets in, what they see, what their answer does, and how fast."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.stalls.enums import DossierState
from marketplace.stalls.models import Dossier, LegalBasis, Stall, StallSuspension
from tests.factories.dossiers import draft_dossier, submitted_dossier
from tests.factories.people import UserFactory, editor, officer
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge() -> User:
    # The suite runs without migrations: the rows give the officers their rights.
    user = officer(full_name="Lê Thị Thanh Tâm")
    draft_dossier()
    return user


@pytest.fixture
def desk(client: Client, judge: User) -> Client:
    client.force_login(judge)
    return client


def url_of(dossier: Dossier) -> str:
    return reverse("stalls_office:dossier", args=(dossier.pk,))


def test_queue_shows_what_waits_oldest_first_and_no_draft(desk: Client) -> None:
    first, second = submitted_dossier(name="Gian thứ nhất"), submitted_dossier(name="Gian thứ hai")
    page = desk.get(reverse("stalls_office:dossiers")).content.decode()
    assert page.index("Gian thứ nhất") < page.index("Gian thứ hai")
    assert "Tiêu Cùa Bà Lài" not in page
    assert re.findall(r'data-label="Đã đợi">(\d)\s', page) == ["0", "0"]
    assert "(2)" in page  # the menu item counts them
    draft = Dossier.objects.exclude(pk__in=(first.pk, second.pk)).get()
    assert desk.get(url_of(draft)).status_code == 404


def test_queue_filters_by_state_kind_and_officer(desk: Client, judge: User) -> None:
    mine = submitted_dossier(name="Của tôi")
    submitted_dossier(name="Chưa ai")
    desk.post(reverse("stalls_office:assign", args=(mine.pk,)))
    queue = reverse("stalls_office:dossiers_results")
    shown = {
        query: [name for name in ("Của tôi", "Chưa ai") if name in desk.get(queue + query).content.decode()]
        for query in ("?assigned=mine", "?assigned=nobody", "?state=rejected", "?state=all", "?kind=company")
    }
    assert shown == {
        "?assigned=mine": ["Của tôi"],
        "?assigned=nobody": ["Chưa ai"],
        "?state=rejected": [],
        "?state=all": ["Của tôi", "Chưa ai"],
        "?kind=company": [],
    }


def test_queue_costs_the_same_for_one_and_for_many(desk: Client) -> None:
    submitted_dossier(name="Gian 0")
    counts = []
    for number in range(1, 8):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(reverse("stalls_office:dossiers")).status_code == 200
        counts.append(len(queries))
        submitted_dossier(name=f"Gian {number}")
    assert counts[1] == counts[-1]


def test_officer_decides_paper_by_paper_and_verifies(desk: Client, judge: User) -> None:
    dossier = submitted_dossier()
    paper = dossier.documents.get()
    page = desk.get(url_of(dossier)).content.decode()
    assert "Nguyễn Thị Lài" in page
    assert "Cán bộ Sở đối chiếu bằng tay, chưa phải xác thực điện tử" in page
    said = {"round": 1, f"paper-{paper.pk}": "accepted"}
    assert desk.post(url_of(dossier), {**said, "answer": "save"}).status_code == 302
    assert dossier.documents.get().state == "accepted"
    refused = desk.post(url_of(dossier), {**said, "answer": "verify"})
    assert refused.status_code == 422
    assert "danh tính" in refused.content.decode()
    assert list(Stall.objects.all()) == []
    done = desk.post(url_of(dossier), {**said, "answer": "verify", "identity": "on"})
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.decided_by) == (DossierState.VERIFIED, judge)
    page = desk.get(url_of(dossier)).content.decode()
    assert 'value="verify"' not in page
    assert "Xác minh hồ sơ" in page


def test_officer_asks_for_a_better_paper(desk: Client) -> None:
    dossier = submitted_dossier()
    paper = dossier.documents.get()
    said = {"round": 1, f"paper-{paper.pk}": "refused", "answer": "changes"}
    assert desk.post(url_of(dossier), said).status_code == 422
    said[f"paper-reasons-{paper.pk}"] = "anh-loa"
    assert desk.post(url_of(dossier), said).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == DossierState.CHANGES_REQUESTED


def test_late_second_answer_changes_nothing(desk: Client) -> None:
    dossier = submitted_dossier()
    no = {"round": 1, "answer": "reject", "note": "Ngoài tỉnh."}
    assert desk.post(url_of(dossier), no).status_code == 302
    late = desk.post(url_of(dossier), {**no, "answer": "changes"})
    assert late.status_code == 422
    assert "đã có quyết định" in late.content.decode()
    dossier.refresh_from_db()
    assert dossier.state == DossierState.REJECTED


def test_paper_is_sent_to_officers_alone_and_only_of_its_dossier(desk: Client, client: Client) -> None:
    dossier, other = submitted_dossier(), submitted_dossier(name="Khác")
    paper = dossier.documents.get()
    url = reverse("stalls_office:paper", args=(dossier.pk, paper.pk))
    answer = desk.get(url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private, no-store")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk.get(reverse("stalls_office:paper", args=(other.pk, paper.pk))).status_code == 404
    draft = Dossier.objects.filter(round=0).get()
    assert (
        desk.get(reverse("stalls_office:paper", args=(draft.pk, draft.documents.get().pk))).status_code == 404
    )


@pytest.mark.parametrize("role", ["stranger", "shopper", "editor"])
def test_nobody_else_gets_at_a_dossier(role: str) -> None:
    dossier = submitted_dossier()
    client = Client()
    if role != "stranger":
        client.force_login(editor() if role == "editor" else UserFactory.create())
    expected = 403 if role == "editor" else 302
    urls = [
        reverse("stalls_office:dossiers"),
        url_of(dossier),
        reverse("stalls_office:paper", args=(dossier.pk, dossier.documents.get().pk)),
    ]
    assert {client.get(url).status_code for url in urls} == {expected}
    answer = client.post(url_of(dossier), {"round": 1, "answer": "verify", "identity": "on"})
    assert answer.status_code == expected
    assert client.post(reverse("stalls_office:assign", args=(dossier.pk,))).status_code == expected
    dossier.refresh_from_db()
    assert (dossier.state, dossier.assigned_to) == (DossierState.SUBMITTED, None)


def test_officer_edits_the_rules_in_the_back_office(desk: Client) -> None:
    for model in ("factrule", "documentrule", "decisionreason", "legalbasis", "bank"):
        page = desk.get(reverse(f"{model}:index"))
        assert page.status_code == 200, model
    basis = LegalBasis.objects.get(code="san-tam-dung")
    assert desk.get(reverse("legalbasis:edit", args=(basis.pk,))).status_code == 200


def test_suspension_needs_an_article_and_is_kept_with_it(desk: Client, judge: User) -> None:
    judge.groups.get().permissions.add(Permission.objects.get(codename="suspend_stall"))
    stall = StallFactory.create()
    url = reverse("stalls_office:suspend", args=(stall.pk,))
    assert desk.post(url, {"reason": "Hàng cấm"}).status_code == 422
    basis = LegalBasis.objects.get(code="noi-dung-vi-pham")
    assert desk.post(url, {"basis": basis.pk}).status_code == 422
    assert desk.post(url, {"basis": basis.pk, "reasons": "hang-cam"}).status_code == 302
    kept = StallSuspension.objects.get()
    assert (kept.basis, kept.started_by, kept.reason) == (
        basis,
        judge,
        "Gian hàng đã bán hàng không được phép.",
    )
    page = desk.get(reverse("stalls_office:stall", args=(stall.pk,))).content.decode()
    assert "Nghị định 248/2026/NĐ-CP, Điều 17 khoản 1" in page
    desk.post(reverse("stalls_office:reopen", args=(stall.pk,)))
    kept.refresh_from_db()
    assert (kept.ended_by, kept.ended_at is None) == (judge, False)
