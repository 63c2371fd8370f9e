"""The check as the first stage: it passes everything on, survives its own faults, and a province adds stages."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowTask

from marketplace.accounts.models import User
from marketplace.listings.enums import ListingState
from marketplace.listings.models import Listing, ListingReviewTask
from marketplace.listings.review.setup import WORKFLOW
from marketplace.listings.screening import services
from marketplace.listings.screening.enums import CheckState
from marketplace.listings.screening.models import Finding, ListingCheck, SamplingRule, ScreeningRule
from marketplace.listings.screening.setup import load_rules, set_up_check
from marketplace.listings.selectors import past_decisions, waiting_tasks, with_state
from marketplace.listings.services import (
    approve,
    reject,
    request_changes,
    save_revision,
    submit_listing,
    withdraw_listing,
)
from marketplace.shop.catalogue.models import Product
from tests.factories.listings import listing_draft, officer, submitted
from tests.factories.people import UserFactory
from tests.marketplace.listings.screening.test_screen import big_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(apps)


def broken(*_args: Any, **_kwargs: Any) -> list[Any]:
    raise ZeroDivisionError("the machine stumbled")


def state_of(listing: Listing) -> str:
    return str(with_state(Listing.objects.filter(pk=listing.pk)).get().state)


def test_check_asks_once_for_marks_and_for_no_stage_where_no_rule_may_pass_it() -> None:
    submitted()
    draft = listing_draft()
    with CaptureQueriesContext(connection) as asked:
        submit_listing(listing=draft)
    reads = [query["sql"].split("FROM ")[1] for query in asked if query["sql"].startswith("SELECT")]
    tables = [read.split()[0].strip('"') for read in reads]
    # What the title was, and whose it is too; what the pictures are like.
    assert tables.count("screening_titlemark") == 2
    assert tables.count("screening_picturemark") == 1
    # The officers' stage is read to begin it, and by nobody who would pass it.
    assert tables.count("listings_listingreviewtask") == 1


def test_worst_listing_is_passed_on_and_neither_approved_nor_refused() -> None:
    task_state = submitted(title="Cần sa", description="Chữa khỏi ung thư, gọi 0912 345 678")
    assert isinstance(task_state.task.specific, ListingReviewTask)
    assert list(waiting_tasks()) == [task_state]
    assert Finding.objects.count() > 2
    assert state_of(Listing.objects.get()) == ListingState.WAITING
    assert list(Product.objects.all()) == []
    approve(task_state=task_state, user=officer())
    assert Product.objects.get().title == "Cần sa"


def test_check_is_no_decision_in_the_history() -> None:
    task_state = submitted()
    listing = Listing.objects.get()
    assert list(past_decisions(listing)) == []
    reject(task_state=task_state, user=officer(), comment="Không được bán.")
    assert [decision.comment for decision in past_decisions(listing)] == ["Không được bán."]


def test_fault_keeps_the_row_and_the_sweeper_passes_the_revision_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "screen", broken)
    task_state = submitted()
    check = ListingCheck.objects.get()
    assert (check.state, check.tries) == (CheckState.WAITING, 1)
    assert "stumbled" in check.error
    assert task_state.pk == check.task_state_id
    assert list(waiting_tasks()) == []
    monkeypatch.undo()
    assert services.run_waiting_checks() == 1
    assert services.run_waiting_checks() == 0
    check.refresh_from_db()
    assert check.state == CheckState.DONE
    assert waiting_tasks().get().revision_id == check.revision_id


def test_machine_that_never_works_sends_the_revision_on_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "screen", broken)
    submitted()
    for _ in range(services.MOST_TRIES):
        services.run_waiting_checks()
    assert ListingCheck.objects.get().state == CheckState.FAILED
    assert [finding.kind for finding in Finding.objects.all()] == ["fault"]
    assert waiting_tasks().count() == 1


def test_withdrawn_revision_is_not_looked_at_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "screen", broken)
    submitted()
    withdraw_listing(listing=Listing.objects.get())
    monkeypatch.undo()
    assert services.run_waiting_checks() == 1
    assert waiting_tasks().count() == 0
    assert TaskState.objects.get().status == TaskState.STATUS_CANCELLED


def test_stage_of_the_machine_cannot_be_decided_by_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "screen", broken)
    task_state = submitted()
    with pytest.raises(PermissionDenied):
        approve(task_state=task_state, user=officer())
    assert list(Product.objects.all()) == []


def test_mended_revision_is_looked_at_again() -> None:
    user = officer()
    task_state = submitted(description="Chữa mất ngủ.", photos=[big_photo()])
    listing = request_changes(task_state=task_state, user=user, comment="Bỏ lời này.")
    save_revision(listing=listing, content={"description": "Vị đắng nhẹ."})
    second = submit_listing(listing=listing)
    assert [check.findings.count() for check in ListingCheck.objects.order_by("pk")] == [1, 0]
    assert second.revision.content["description"] == "Vị đắng nhẹ."


def add_second_stage(client: Client, group: Group) -> None:
    """Add a stage as a person does: with Wagtail's own pages."""
    root = User.objects.create_superuser("quan-tri@example.vn", "mat-khau-dai", full_name="Quản trị")
    client.force_login(root)
    made = client.post(
        reverse("wagtailadmin_workflows:add_task", args=["listings", "listingreviewtask"]),
        {"name": "Lãnh đạo Sở duyệt", "groups": [group.pk], "active": "on"},
    )
    assert made.status_code == 302, made.content.decode()[:2000]
    workflow = Workflow.objects.get(name=WORKFLOW)
    steps = list(WorkflowTask.objects.filter(workflow=workflow).order_by("sort_order"))
    second = ListingReviewTask.objects.get(name="Lãnh đạo Sở duyệt")
    data: dict[str, Any] = {"name": workflow.name, "active": "on"}
    for number, (pk, task) in enumerate([*((step.pk, step.task_id) for step in steps), ("", second.pk)]):
        data |= {
            f"workflow_tasks-{number}-id": pk,
            f"workflow_tasks-{number}-task": task,
            f"workflow_tasks-{number}-ORDER": number + 1,
        }
    data |= {
        "workflow_tasks-TOTAL_FORMS": 3,
        "workflow_tasks-INITIAL_FORMS": 2,
        "workflow_tasks-MIN_NUM_FORMS": 1,
    }
    data |= {"workflow_tasks-MAX_NUM_FORMS": 1000, "pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0}
    data |= {"pages-MIN_NUM_FORMS": 0, "pages-MAX_NUM_FORMS": 1000}
    saved = client.post(reverse("wagtailadmin_workflows:edit", args=[workflow.pk]), data)
    assert saved.status_code == 302
    # Wagtail offers only snippets to choose there; listings keep their workflow all the same.
    assert Listing().get_workflow() == workflow


def test_province_adds_a_second_stage_in_the_admin_without_code(client: Client) -> None:
    clerk = officer()
    set_up_check(apps)
    heads = Group.objects.create(name="Lãnh đạo Sở")
    head = UserFactory.create()
    head.groups.add(heads, *clerk.groups.all())
    add_second_stage(client, heads)
    names = WorkflowTask.objects.filter(workflow__name=WORKFLOW).order_by("sort_order")
    assert [step.task.name for step in names] == ["Máy soi", "Sở xem và duyệt", "Lãnh đạo Sở duyệt"]

    first = submitted(title="Bản gửi duyệt")
    listing = approve(task_state=first, user=clerk)
    assert list(Product.objects.all()) == []
    draft = Listing.objects.get(pk=listing.pk)
    draft.title = "Bản nháp lén lút"
    draft.save_revision()
    second = waiting_tasks().get()
    assert second.task.name == "Lãnh đạo Sở duyệt"
    assert second.revision.content["title"] == "Bản gửi duyệt"
    with pytest.raises(PermissionDenied):
        approve(task_state=second, user=clerk)
    approve(task_state=second, user=head)
    assert Product.objects.get().title == "Bản gửi duyệt"


def test_second_stage_gets_the_revision_that_the_first_one_saw(client: Client) -> None:
    clerk = officer()
    heads = Group.objects.create(name="Lãnh đạo Sở")
    add_second_stage(client, heads)
    first = submitted(title="Bản gửi duyệt")
    draft = Listing.objects.get()
    draft.title = "Bản nháp lén lút"
    draft.save_revision()
    approve(task_state=first, user=clerk)
    assert waiting_tasks().get().revision_id == first.revision_id


def test_rules_are_loaded_once_and_the_departments_words_stay() -> None:
    ScreeningRule.objects.filter(code="ma-tuy").update(words="cần sa", confirmed_by="Lê Thị Thanh Tâm")
    load_rules(apps)
    assert ScreeningRule.objects.get(code="ma-tuy").words == "cần sa"
    assert ScreeningRule.objects.filter(citation="").count() == 0
    assert ScreeningRule.objects.count() == 32


def test_officer_edits_rules_and_signs_the_sampling_rule(client: Client) -> None:
    user = officer()
    set_up_check(apps)
    client.force_login(user)
    rule = ScreeningRule.objects.get(code="ma-tuy")
    page = client.get(reverse("quy-tac-soi:edit", args=[rule.pk]))
    assert page.status_code == 200
    assert "cần sa" in page.content.decode()
    data = {
        "share_percent": 30,
        "clean_approvals": 4,
        "clean_days": 90,
        "valid_from": "2026-11-26",
        "grade": "C",
    }
    assert client.post(reverse("lay-mau:add"), data).status_code == 302
    made = SamplingRule.objects.get()
    assert (made.officer, made.is_on, made.share_percent) == (user, False, 30)


def test_editor_edits_no_rules(client: Client) -> None:
    from tests.factories.people import editor  # noqa: PLC0415 - used here only

    set_up_check(apps)
    client.force_login(editor())
    assert client.get(reverse("quy-tac-soi:index")).status_code == 302
