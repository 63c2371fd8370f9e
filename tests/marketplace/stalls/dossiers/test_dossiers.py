"""The road of a dossier: kept at every step, handed in whole, decided once, and a stall at its end."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.accounts.models import Consent, User
from marketplace.core.errors import FloorError, NotAllowedNowError
from marketplace.notifications.models import Message
from marketplace.stalls.dossiers import services
from marketplace.stalls.dossiers.checks import find_oddities
from marketplace.stalls.dossiers.decisions import (
    PaperDecision,
    assign_dossier,
    decide_documents,
    reject_dossier,
    request_changes,
    verify_dossier,
    words_of,
)
from marketplace.stalls.dossiers.expiry import warn_expiring_documents
from marketplace.stalls.dossiers.selectors import (
    checklist,
    documents_in_force,
    history_of,
    missing_facts,
    papers_to_renew,
    required_facts,
    waiting_dossiers,
)
from marketplace.stalls.enums import DocumentState, DossierState, Fact, IdentityState, MemberRole, StallKind
from marketplace.stalls.models import (
    Bank,
    DocumentRule,
    Dossier,
    DossierDocument,
    FactRule,
    Stall,
    StallMember,
)
from marketplace.stalls.services import close_stall
from tests.factories.dossiers import (
    accept_all,
    add_paper,
    draft_dossier,
    load_rules,
    paper_rule,
    photo,
    submitted_dossier,
    verified_dossier,
)
from tests.factories.people import UserFactory, officer
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge() -> User:
    return officer(full_name="Lê Thị Thanh Tâm")


def kinds_told(keeper: User) -> list[tuple[str, str]]:
    rows = Message.objects.filter(recipient=keeper.email).order_by("pk")
    return [(row.kind, row.context.get("state", "")) for row in rows]


def test_rules_are_loaded_once_and_stay_as_the_department_left_them() -> None:
    load_rules()
    count = (FactRule.objects.count(), DocumentRule.objects.count(), Bank.objects.count())
    DocumentRule.objects.filter(code="dang-ky-htx").update(name="Tên khác", is_required=False)
    load_rules()
    assert (FactRule.objects.count(), DocumentRule.objects.count(), Bank.objects.count()) == count
    assert DocumentRule.objects.get(code="dang-ky-htx").name == "Tên khác"
    assert Bank.objects.get(bin="970405").code == "Agribank"


def test_rule_asks_from_its_first_to_its_last_day() -> None:
    load_rules()
    FactRule.objects.filter(kind=StallKind.COMPANY, fact=Fact.TAX_CODE).update(valid_until=date(2026, 12, 31))
    assert Fact.TAX_CODE in required_facts(StallKind.COMPANY, date(2026, 12, 31))
    assert Fact.TAX_CODE not in required_facts(StallKind.COMPANY, date(2027, 1, 1))
    assert required_facts(StallKind.COMPANY, date(2026, 6, 30)) == set()


def test_application_is_one_and_goes_on_where_it_was() -> None:
    keeper = UserFactory.create(full_name="Nguyễn Thị Lài")
    first = services.start_application(keeper=keeper)
    services.save_facts(
        dossier=first, facts={"name": "Tiêu\x00 Cùa", "kind": "household", "state": "verified"}, by=keeper
    )
    again = services.start_application(keeper=keeper)
    assert (again.pk, again.name, again.kind, again.state) == (first.pk, "Tiêu Cùa", "household", "draft")
    assert again.representative == "Nguyễn Thị Lài"
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.create(keeper=keeper)


def test_unfinished_dossier_is_not_taken_and_says_what_is_missing() -> None:
    dossier = draft_dossier(tax_code="", bank_number="")
    assert missing_facts(dossier) == [Fact.TAX_CODE, Fact.BANK_NUMBER]
    with pytest.raises(services.DossierIncompleteError, match="mã số thuế, số tài khoản"):
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
    services.save_facts(
        dossier=dossier, facts={"tax_code": "045168000001", "bank_number": "0044000001"}, by=dossier.keeper
    )
    DossierDocument.objects.all().delete()
    with pytest.raises(services.DossierIncompleteError, match="Giấy chứng nhận đăng ký hộ kinh doanh"):
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
    assert Dossier.objects.get().state == DossierState.DRAFT
    assert list(Message.objects.all()) == []


def test_unproved_address_hands_nothing_in() -> None:
    dossier = draft_dossier(UserFactory.create(email_verified_at=None))
    with pytest.raises(services.DossierIncompleteError, match="xác minh địa chỉ thư"):
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
    assert list(waiting_dossiers()) == []


def test_name_of_another_stall_is_refused_in_any_case() -> None:
    StallFactory.create(name="TIÊU CÙA BÀ LÀI")
    dossier = draft_dossier(name="Tiêu Cùa bà Lài")
    with pytest.raises(FloorError, match="tên này"):
        services.submit_dossier(dossier=dossier, by=dossier.keeper)


def test_handed_in_dossier_waits_is_told_and_records_the_agreement() -> None:
    dossier = draft_dossier()
    services.submit_dossier(dossier=dossier, by=dossier.keeper, documents={"quy-che": "3", "bao-mat": "2"})
    waiting = waiting_dossiers().get()
    assert (waiting.pk, waiting.round, waiting.identity_adapter) == (dossier.pk, 1, "manual")
    assert waiting.identity_state == IdentityState.OPEN
    agreed = Consent.objects.filter(purpose=Consent.Purpose.STALL, reference=waiting.number)
    assert set(agreed.values_list("document", "version")) == {("quy-che", "3"), ("bao-mat", "2")}
    assert kinds_told(dossier.keeper) == [("stall_dossier_received", "")]
    with pytest.raises(NotAllowedNowError):
        services.save_facts(dossier=dossier, facts={"name": "Khác"}, by=dossier.keeper)
    with pytest.raises(NotAllowedNowError):
        add_paper(dossier)


def test_better_paper_takes_the_place_of_the_last_and_keeps_it_as_history(judge: User) -> None:
    dossier = submitted_dossier()
    paper = dossier.documents.get()
    request_changes(
        dossier=dossier,
        round_read=1,
        by=judge,
        words=words_of(reasons=["giay-to"], note=""),
        decisions={paper.pk: PaperDecision(accepted=False, reasons=("anh-loa",), note="Chụp lại giúp Sở.")},
    )
    dossier.refresh_from_db()
    paper.refresh_from_db()
    assert (dossier.state, paper.state) == (DossierState.CHANGES_REQUESTED, DocumentState.REFUSED)
    assert paper.note.splitlines() == [
        "Ảnh bị lóa hoặc mờ, chưa đọc được số. Bạn chụp lại giúp ở chỗ sáng nhé.",
        "Chụp lại giúp Sở.",
    ]
    told = Message.objects.get(kind="stall_dossier_decided")
    assert told.context["papers"] == [{"name": paper.rule.name, "note": paper.note}]
    with pytest.raises(services.DossierIncompleteError, match="bản khác"):
        services.submit_dossier(dossier=dossier, by=dossier.keeper)
    better = add_paper(dossier, file=photo(colour="#ffffff"))
    services.submit_dossier(dossier=dossier, by=dossier.keeper)
    current = dossier.documents.get(is_current=True)
    assert (current.pk, current.state) == (better.pk, DocumentState.WAITING)
    assert dossier.documents.count() == 2


def test_verified_dossier_opens_its_stall_with_its_facts_and_keeper(judge: User) -> None:
    dossier = verified_dossier(judge)
    stall = Stall.objects.get()
    assert dossier.stall == stall
    assert (stall.name, stall.slug, stall.kind) == ("Tiêu Cùa Bà Lài", "tieu-cua-ba-lai", "household")
    assert (stall.registration_no, stall.bank_bin) == ("44H8000999", "970405")
    assert (stall.verified_on, stall.partner.name) == (timezone.localdate(), stall.name)
    member = StallMember.objects.get()
    assert (member.user, member.role) == (dossier.keeper, MemberRole.OWNER)
    assert [one.rule.code for one in documents_in_force(stall)] == ["dang-ky-ho-kinh-doanh"]
    assert kinds_told(dossier.keeper)[-1] == ("stall_dossier_decided", "verified")
    actions = [entry.action for entry in history_of(dossier)]
    assert actions == ["stalls.dossier_verified", "stalls.dossier_paper", "stalls.dossier_submit"]
    assert history_of(dossier)[0].user == judge
    assert history_of(dossier)[0].data["before"] == "submitted"


def test_nothing_is_verified_with_an_unseen_paper_or_an_unchecked_person(judge: User) -> None:
    dossier = submitted_dossier()
    with pytest.raises(NotAllowedNowError, match="chưa xem"):
        verify_dossier(dossier=dossier, round_read=1, by=judge, identity_checked=True)
    with pytest.raises(NotAllowedNowError, match="danh tính"):
        verify_dossier(dossier=dossier, round_read=1, by=judge, decisions=accept_all(dossier))
    assert list(Stall.objects.all()) == []
    # What was refused as a whole left nothing behind, the word on the paper neither.
    assert dossier.documents.get().state == DocumentState.WAITING


def test_second_officer_is_told_that_it_is_decided(judge: User) -> None:
    dossier = submitted_dossier()
    reject_dossier(
        dossier=dossier, round_read=1, by=judge, words=words_of(reasons=["ngoai-dia-ban"], note="")
    )
    with pytest.raises(NotAllowedNowError, match="đã có quyết định"):
        verify_dossier(
            dossier=dossier, round_read=1, by=officer(), identity_checked=True, decisions=accept_all(dossier)
        )
    assert list(Stall.objects.all()) == []
    assert kinds_told(dossier.keeper)[-1] == ("stall_dossier_decided", "rejected")


def test_officer_who_read_another_round_decides_nothing(judge: User) -> None:
    dossier = submitted_dossier()
    services.withdraw_dossier(dossier=dossier, by=dossier.keeper)
    services.save_facts(dossier=dossier, facts={"bank_number": "999999999"}, by=dossier.keeper)
    services.submit_dossier(dossier=dossier, by=dossier.keeper)
    with pytest.raises(NotAllowedNowError, match="vừa nộp lại"):
        verify_dossier(
            dossier=dossier, round_read=1, by=judge, identity_checked=True, decisions=accept_all(dossier)
        )
    assert list(Stall.objects.all()) == []


@pytest.mark.parametrize("reasons", [[], ["khong-co-ma-nay"]])
def test_decision_without_words_is_refused(judge: User, reasons: list[str]) -> None:
    dossier = submitted_dossier()
    words = words_of(reasons=reasons, note=" ")
    with pytest.raises(NotAllowedNowError):
        reject_dossier(dossier=dossier, round_read=1, by=judge, words=words)
    with pytest.raises(NotAllowedNowError):
        request_changes(dossier=dossier, round_read=1, by=judge, words=words)
    refusal = {dossier.documents.get().pk: PaperDecision(accepted=False)}
    with pytest.raises(NotAllowedNowError, match="vì sao"):
        decide_documents(dossier=dossier, round_read=1, by=judge, decisions=refusal)
    assert Dossier.objects.get().state == DossierState.SUBMITTED


def test_word_on_a_paper_of_another_dossier_is_refused(judge: User) -> None:
    dossier = submitted_dossier()
    foreign = submitted_dossier(name="Gian khác").documents.get()
    with pytest.raises(NotAllowedNowError):
        decide_documents(
            dossier=dossier, round_read=1, by=judge, decisions={foreign.pk: PaperDecision(accepted=True)}
        )
    foreign.refresh_from_db()
    assert foreign.state == DocumentState.WAITING


def test_after_a_refusal_a_new_dossier_begins_with_what_was_written(judge: User) -> None:
    dossier = submitted_dossier()
    reject_dossier(dossier=dossier, round_read=1, by=judge, words=words_of(reasons=[], note="Chưa đủ."))
    fresh = services.start_application(keeper=dossier.keeper)
    assert fresh.pk != dossier.pk
    assert (fresh.state, fresh.name, fresh.note) == (DossierState.DRAFT, "Tiêu Cùa Bà Lài", "")


def test_change_waits_while_the_old_facts_stay_public(judge: User) -> None:
    stall = verified_dossier(judge).stall
    assert stall is not None
    keeper = StallMember.objects.get().user
    change = services.start_amendment(stall=stall, keeper=keeper)
    services.save_facts(
        dossier=change, facts={"bank_number": "111222333", "name": "Tiêu Cùa Nhà Lài"}, by=keeper
    )
    change = services.submit_dossier(dossier=change, by=keeper)
    stall.refresh_from_db()
    assert (stall.name, stall.bank_number) == ("Tiêu Cùa Bà Lài", "0044000001")
    # What is in force need not be sent again.
    assert next(line.is_missing for line in checklist(change)) is False
    verify_dossier(dossier=change, round_read=1, by=judge, identity_checked=True)
    stall.refresh_from_db()
    assert (stall.name, stall.bank_number, stall.slug) == ("Tiêu Cùa Nhà Lài", "111222333", "tieu-cua-ba-lai")
    assert Stall.objects.count() == 1
    assert StallMember.objects.count() == 1


def test_refused_change_leaves_the_stall_as_it_was(judge: User) -> None:
    stall = verified_dossier(judge).stall
    assert stall is not None
    keeper = StallMember.objects.get().user
    change = services.start_amendment(stall=stall, keeper=keeper)
    services.save_facts(dossier=change, facts={"bank_number": "111222333"}, by=keeper)
    change = services.submit_dossier(dossier=change, by=keeper)
    reject_dossier(dossier=change, round_read=1, by=judge, words=words_of(reasons=[], note="Sai chủ."))
    stall.refresh_from_db()
    assert stall.bank_number == "0044000001"
    assert services.start_amendment(stall=stall, keeper=keeper).bank_number == "0044000001"


def test_new_paper_replaces_the_old_one_only_when_it_is_verified(judge: User) -> None:
    stall = verified_dossier(judge).stall
    assert stall is not None
    old = documents_in_force(stall).get()
    keeper = StallMember.objects.get().user
    change = services.start_amendment(stall=stall, keeper=keeper)
    new = add_paper(change, file=photo(colour="#000000"))
    change = services.submit_dossier(dossier=change, by=keeper)
    assert documents_in_force(stall).get() == old
    verify_dossier(
        dossier=change, round_read=1, by=judge, identity_checked=True, decisions=accept_all(change)
    )
    assert documents_in_force(stall).get() == new


def test_file_that_is_not_kept_goes_with_the_decision_and_its_print_stays(
    judge: User, django_capture_on_commit_callbacks: object
) -> None:
    load_rules()
    DocumentRule.objects.update(keeps_file=False)
    dossier = submitted_dossier()
    name = dossier.documents.get().file
    assert storages["private"].exists(name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture of pytest-django
        verify_dossier(
            dossier=dossier, round_read=1, by=judge, identity_checked=True, decisions=accept_all(dossier)
        )
    paper = dossier.documents.get()
    assert (paper.file, len(paper.digest), paper.state) == ("", 64, DocumentState.ACCEPTED)
    assert not storages["private"].exists(name)


def test_another_kind_asks_for_other_papers() -> None:
    dossier = draft_dossier()
    dossier = services.save_facts(dossier=dossier, facts={"kind": StallKind.COMPANY}, by=dossier.keeper)
    lines = checklist(dossier)
    assert [line.rule.code for line in lines if line.is_missing] == ["dang-ky-doanh-nghiep"]
    assert all(line.document is None for line in lines)


def test_expired_paper_is_not_taken() -> None:
    dossier = draft_dossier()
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(services.DossierIncompleteError, match="hết hạn"):
        add_paper(dossier, paper_rule("an-toan-thuc-pham"), expires_on=yesterday)
    assert dossier.documents.count() == 1


def test_paper_that_ends_is_spoken_of_thirty_and_seven_days_before_and_once_each(judge: User) -> None:
    dossier = draft_dossier()
    today = timezone.localdate()
    end = today + timedelta(days=30)
    add_paper(dossier, paper_rule("an-toan-thuc-pham"), expires_on=end)
    services.submit_dossier(dossier=dossier, by=dossier.keeper)
    assert warn_expiring_documents() == 0  # nobody accepted it yet
    dossier = verify_dossier(
        dossier=dossier, round_read=1, by=judge, identity_checked=True, decisions=accept_all(dossier)
    )
    assert dossier.stall is not None
    assert warn_expiring_documents(on=today - timedelta(days=1)) == 0
    warnings = Message.objects.filter(kind="stall_document_expiring")
    for day in (0, 0, 10, 22):
        warn_expiring_documents(on=today + timedelta(days=day))
    assert warnings.count() == 1
    assert warnings.get().context["days"] == 30
    for day in (23, 24, 30):
        warn_expiring_documents(on=today + timedelta(days=day))
    assert sorted(row.context["days"] for row in warnings) == [7, 30]
    assert warn_expiring_documents(on=today + timedelta(days=31)) == 0
    assert [one.days_left for one in papers_to_renew(dossier.stall)] == [30]


def test_closed_stall_is_not_asked_to_renew_a_paper(judge: User) -> None:
    stall = verified_dossier(judge).stall
    assert stall is not None
    DossierDocument.objects.update(expires_on=timezone.localdate() + timedelta(days=7))
    close_stall(stall=stall)
    assert warn_expiring_documents() == 0
    assert list(Message.objects.filter(kind="stall_document_expiring")) == []


def test_oddities_name_what_another_dossier_and_stall_have(judge: User) -> None:
    verified_dossier(judge)
    second = submitted_dossier(name="Gian thứ hai", bank_holder="TRAN VAN B")
    assert find_oddities(second) == [
        "Chủ tài khoản «TRAN VAN B» khác tên đã đăng ký và tên người đại diện.",
        "Mã số thuế này đã có ở gian hàng Tiêu Cùa Bà Lài.",
        "Số đăng ký này đã có ở gian hàng Tiêu Cùa Bà Lài.",
        "Số tài khoản này đã có ở gian hàng Tiêu Cùa Bà Lài.",
        "Số định danh này đã có trong một hồ sơ khác.",
        f"Tệp của giấy «Giấy chứng nhận đăng ký hộ kinh doanh» đã có trong hồ sơ {Dossier.objects.order_by('pk')[0].number}.",
    ]
    assert find_oddities(Dossier.objects.order_by("pk")[0])[0].startswith("Số định danh")


def test_paper_in_a_draft_that_nobody_handed_in_is_not_told_of(judge: User) -> None:
    handed_in = submitted_dossier()
    draft_dossier(name="Gian thứ hai")
    assert DossierDocument.objects.exclude(dossier=handed_in).filter(
        digest__in=handed_in.documents.values("digest")
    )
    assert find_oddities(handed_in) == []


def test_assignment_is_logged(judge: User) -> None:
    dossier = submitted_dossier()
    assert assign_dossier(dossier=dossier, to=judge, by=judge).assigned_to == judge
    assert history_of(dossier)[0].data == {"before": "", "after": "Lê Thị Thanh Tâm"}
