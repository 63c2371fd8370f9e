"""Nobody gets Wagtail's letters about a listing: officers have the queue, the stall gets the floor's own."""

import pytest
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import GroupApprovalTask, Locale, Page, Workflow, WorkflowTask

from marketplace.accounts.models import User
from marketplace.listings.services import submit_listing
from marketplace.oversight.services import decide_listing
from tests.factories.listings import listing_draft, officer
from tests.factories.people import UserFactory
from tests.marketplace.desk.keeper import keeper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    """Somebody to whom Wagtail would write of everything."""
    return UserFactory.create(email="truong-phong@example.vn", is_superuser=True)


@pytest.mark.usefixtures("chief")
@pytest.mark.parametrize("decision", ["approve", "reject", "changes"])
def test_listing_handed_in_and_decided_writes_no_letter_but_the_floors_one_to_the_stall_after_the_transaction(
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    decision: str,
) -> None:
    judge = officer()
    listing = listing_draft()
    keeper = keeper_of(listing.stall)
    with django_capture_on_commit_callbacks() as waiting:
        task = submit_listing(listing=listing, user=keeper)
        decide_listing(task_state=task, user=judge, decision=decision, comment="Xem lại ảnh.")
        assert mailoutbox == []
    for callback in waiting:
        callback()
    assert [mail.to for mail in mailoutbox] == [[listing.stall.email]]


def test_page_handed_in_and_approved_still_writes_wagtails_letters(
    mailoutbox: list[EmailMessage], chief: User
) -> None:
    editor = UserFactory.create(email="bien-tap@example.vn")
    workflow = Workflow.objects.create(name="Duyệt tin")
    stage = GroupApprovalTask.objects.create(name="Xem tin")
    WorkflowTask.objects.create(workflow=workflow, task=stage, sort_order=0)
    Locale.objects.get_or_create(language_code="vi")
    page = Page.add_root(instance=Page(title="Gốc")).add_child(instance=Page(title="Tin tức"))
    page.save_revision(user=editor)
    state = workflow.start(page, editor)
    state.current_task_state.approve(user=chief)
    told = [(mail.to, mail.subject.count(page.title)) for mail in mailoutbox]
    assert told == [([chief.email], 1), ([chief.email], 1), ([editor.email], 1)]
