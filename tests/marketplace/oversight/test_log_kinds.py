"""The department's log can be looked through by every kind of action that the code writes."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from cms.models import Region
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.screening.setup import set_up_check
from marketplace.oversight.enums import TakeDownState
from marketplace.oversight.log_kinds import log_kinds
from marketplace.stalls.enums import DossierState, MemberRole
from marketplace.stalls.members.services import change_role
from marketplace.stalls.services import close_stall
from tests.factories.catalogue import CategoryFactory
from tests.factories.listings import officer, submitted
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory, StallMemberFactory
from tests.marketplace.desk.exchange.sheets import as_csv, carry_out, coffee, send
from tests.project.tree import ROOT, modules, syntax_of

# Kinds that end with a state, and the states that are written: a decision, not a hand-in or a follow-up.
WITH_STATE: dict[str, set[str]] = {
    "stalls.dossier_": {DossierState.CHANGES_REQUESTED, DossierState.REJECTED, DossierState.VERIFIED},
    "oversight.take_down_": {state.value for state in TakeDownState if state != TakeDownState.WAITING},
}
# Where a kind is handed on: from Wagtail's own classes of creating, editing and deleting a row, and by the
# helpers below, whose callers name it.
HANDED_ON = {
    "marketplace/core/office/edit_log.py",
    "marketplace/desk/exchange/services.py",
    "marketplace/stalls/dossiers/log.py",
}
HELPERS = {"_log", "log_draft"}


def kinds_in_code() -> Iterator[tuple[str, ast.expr]]:
    """Yield the file and the expression of every kind that is written to the log."""
    for _name, path in modules():
        for node in ast.walk(syntax_of(path, "log")):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            said = [word.value for word in node.keywords if word.arg == "log_action"]
            if called == "log":
                said += [word.value for word in node.keywords if word.arg == "action"]
            if called in HELPERS:
                said += [argument for argument in node.args if is_kind(argument)]
            yield from ((str(path.relative_to(ROOT)), kind) for kind in said)


def is_kind(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value


def offered() -> list[str]:
    return [kind for _name, kinds in log_kinds() for kind, _label in kinds]


def test_every_kind_that_the_code_writes_can_be_chosen() -> None:
    written: set[str] = set()
    beginnings: set[str] = set()
    unknown: set[str] = set()
    for path, kind in kinds_in_code():
        if isinstance(kind, ast.Constant):
            written |= {kind.value} if isinstance(kind.value, str) else set()
        elif isinstance(kind, ast.JoinedStr) and isinstance(kind.values[0], ast.Constant):
            beginnings.add(str(kind.values[0].value))
        else:
            unknown.add(path)
    assert beginnings == set(WITH_STATE)
    assert unknown == HANDED_ON
    written |= {f"{start}{state}" for start, states in WITH_STATE.items() for state in states}
    assert {
        "stalls.close",
        "stalls.days_off",
        "stalls.dossier_begin",
        "exchange.drop",
        "search.index_retried",
    } <= written
    assert sorted(written - set(offered())) == []


def test_filter_offers_each_kind_once_and_none_of_pages_alone() -> None:
    kinds = offered()
    assert len(kinds) == len(set(kinds))
    assert {"wagtail.create", "wagtail.edit", "wagtail.delete", "wagtail.workflow.cancel"} <= set(kinds)
    assert {"wagtail.move", "wagtail.comments.create", "wagtail.apitoken.create"} & set(kinds) == set()


@pytest.mark.django_db
def test_filter_stands_under_names_and_shows_the_chosen_kind_alone(client: Client) -> None:
    member = StallMemberFactory.create(user=UserFactory.create(), role=MemberRole.MANAGER)
    StallMemberFactory.create(stall=member.stall, user=UserFactory.create())
    change_role(member=member, role="packer", by=UserFactory.create(full_name="Hồ Hạnh"))
    close_stall(stall=StallFactory.create(name="Tiêu Cùa"))
    client.force_login(officer())
    page = client.get(reverse("oversight_office:log"), {"viec": "stalls.role"}).content.decode()
    assert '<optgroup label="Gian hàng">' in page
    assert '<optgroup label="Nhập hàng từ bảng">' in page
    assert '<option value="stalls.role" selected>Đổi vai trò</option>' in page
    table = page.split("<tbody>")[1]
    assert table.count("<tr>") == 1
    assert f"“{member.user.email}”" in table  # whom it is about
    assert '<td data-label="trước">quản lý</td>' in table.lower()
    assert "Tiêu Cùa" not in table


@pytest.mark.django_db
def test_import_stands_in_the_log_in_an_officers_words(client: Client) -> None:
    stall = StallFactory.create(name="Tiêu Cùa")
    keeper = StallMemberFactory.create(stall=stall, user=UserFactory.create()).user
    set_up_review(apps)
    set_up_check(apps)
    CategoryFactory.create(name="Cà phê")
    carry_out(send(stall, keeper, as_csv([coffee()])), keeper)
    client.force_login(officer())
    page = client.get(reverse("oversight_office:log"), {"viec": "exchange.confirm"}).content.decode()
    table = page.split("<tbody>")[1]
    assert table.count("<tr>") == 1
    assert "hang.csv (Tiêu Cùa)" in table
    assert '<td data-label="Trước">trạng thái: chờ gian hàng xác nhận</td>' in table
    after = "trạng thái: đang ghi · số mặt hàng: 1 · gửi duyệt luôn: không"
    assert f'<td data-label="Sau">{after}</td>' in table


@pytest.mark.django_db
def test_what_editors_do_is_not_the_departments_log(client: Client) -> None:
    region = Region.objects.create(title="Vùng thử", text="Lời kể", ward_codes="")
    log(instance=region, action="wagtail.create", user=UserFactory.create())
    assert ModelLogEntry.objects.count() == 1
    client.force_login(officer())
    page = client.get(reverse("oversight_office:log")).content.decode()
    assert "Vùng thử" not in page
    assert "Chưa có việc nào." in page


@pytest.mark.django_db
def test_log_names_the_step_that_was_passed(client: Client) -> None:
    client.force_login(officer())
    waiting, passed = submitted(title="Muối ớt"), submitted(title="Cà phê")
    decide = "oversight_office:decide"
    client.post(reverse(decide, args=(passed.pk,)), {"decision": "approve"})
    page = client.get(reverse("oversight_office:log")).content.decode()
    assert f"Duyệt qua bước «{passed.task.name}»" in page
    assert "Quy trình:" not in page
    seen = client.get(reverse(decide, args=(waiting.pk,))).content.decode()
    assert "<strong>Gửi duyệt</strong> ·" in seen
