"""Sampling: clean goods of clean stalls go up by an officer's dated rule, which is that officer's decision."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, TaskState

from marketplace.accounts.models import User
from marketplace.accounts.roles import OFFICERS
from marketplace.listings.models import Listing
from marketplace.listings.screening import services
from marketplace.listings.screening.models import Finding, ListingCheck, SamplingRule
from marketplace.listings.screening.setup import load_rules
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.services import approve, reject, save_revision, submit_listing, take_down
from marketplace.notifications.models import Message
from marketplace.oversight.services import decide_listing
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.services import reopen_stall, suspend_stall
from tests.factories.listings import listing_draft, officer, submitted
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory, StallMemberFactory
from tests.marketplace.desk.keeper import at_desk, url
from tests.marketplace.listings.screening.test_screen import big_photo
from tests.marketplace.listings.screening.test_stage import add_second_stage, broken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(apps)


def clean_stall(user: User, times: int = 2) -> Any:
    stall = StallFactory.create()
    for _ in range(times):
        approve(task_state=submitted(stall=stall, photos=[big_photo()]), user=user)
    return stall


def rule_of(user: User, **changes: Any) -> SamplingRule:
    values = {
        "is_on": True,
        "share_percent": 1,
        "clean_approvals": 2,
        "valid_from": date(2026, 11, 1),
        **changes,
    }
    return SamplingRule.objects.create(officer=user, **values)


@pytest.fixture
def _nobody_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _most: 99)


def other_goods(stall: Any, **content: Any) -> TaskState:
    """Goods in which the check finds nothing: another picture than the stall had before."""
    return submitted(stall=stall, **{"photos": [big_photo(mirrored=True)], **content})


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_sampling_is_off_by_default() -> None:
    user = officer()
    stall = clean_stall(user)
    assert other_goods(stall).status == TaskState.STATUS_IN_PROGRESS
    assert Product.objects.count() == 2


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_clean_goods_of_a_clean_stall_go_up_in_the_name_of_the_officers_rule() -> None:
    user = officer()
    stall = clean_stall(user)
    rule = rule_of(user)
    task_state = other_goods(stall, title="Hàng sạch")
    assert (task_state.status, task_state.finished_by) == (TaskState.STATUS_APPROVED, user)
    assert task_state.comment == f"Duyệt theo quy tắc lấy mẫu số {rule.pk}, ngày 01/11/2026."
    assert Product.objects.filter(title="Hàng sạch", is_public=True).count() == 1
    check = ListingCheck.objects.latest("pk")
    assert (check.sampling_rule, check.is_drawn) == (rule, False)


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_approval_by_rule_is_logged_and_told_as_any_other_decision() -> None:
    user = officer()
    stall = clean_stall(user)
    rule = rule_of(user)
    keeper = StallMemberFactory.create(stall=stall, user=UserFactory.create()).user
    Message.objects.all().delete()
    draft = listing_draft(stall=stall, title="Hàng sạch", photos=[big_photo(mirrored=True)])
    task_state = submit_listing(listing=draft, user=keeper)
    draft.refresh_from_db()
    assert (draft.live, draft.live_revision_id) == (True, task_state.revision_id)
    words = f"Duyệt theo quy tắc lấy mẫu số {rule.pk}, ngày 01/11/2026."
    entry = ModelLogEntry.objects.get(action="listings.decide")
    assert (entry.user, entry.object_id, entry.revision_id) == (user, str(draft.pk), task_state.revision_id)
    assert entry.data == {
        "decision": "approve",
        "comment": words,
        "reasons": [],
        "remarks": {},
        "sampling_rule": rule.pk,
        "before": {"on_display": False, "revision": None},
        "after": {"on_display": True, "revision": task_state.revision_id},
    }
    published = ModelLogEntry.objects.get(action="wagtail.publish", object_id=str(draft.pk))
    assert published.user == user
    letter = Message.objects.get(kind="listing_decided")
    assert letter.recipient == stall.email
    assert (letter.context["decision"], letter.context["words"]) == ("approve", words)
    assert letter.context["stall_key"] == stall.pk


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_edit_approved_by_rule_is_logged_with_what_was_shown_before() -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    listing = Listing.objects.get(pk=int(other_goods(stall, title="Hàng sạch").revision.object_id))
    shown = listing.live_revision_id
    save_revision(listing=listing, content={"title": "Hàng rất sạch"})
    second = submit_listing(listing=listing)
    entry = ModelLogEntry.objects.filter(action="listings.decide").latest("pk")
    assert entry.data["before"] == {"on_display": True, "revision": shown}
    assert entry.data["after"] == {"on_display": True, "revision": second.revision_id}
    assert Message.objects.filter(kind="listing_decided").count() == 2


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_check_that_was_left_and_run_later_is_logged_and_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    with monkeypatch.context() as patch:
        patch.setattr(services, "screen", broken)
        other_goods(stall, title="Hàng sạch")
    assert not ModelLogEntry.objects.filter(action="listings.decide").exists()
    assert not Message.objects.filter(kind="listing_decided").exists()
    services.run_waiting_checks()
    assert ModelLogEntry.objects.get(action="listings.decide").user == user
    assert Message.objects.get(kind="listing_decided").context["title"] == "Hàng sạch"


@pytest.mark.usefixtures("_nobody_is_drawn")
@pytest.mark.parametrize("lost", ["the right", "the account"])
def test_rule_of_an_officer_who_may_not_approve_any_more_approves_nothing(lost: str) -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    if lost == "the right":
        user.groups.clear()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert other_goods(stall, title="Hàng sạch").status == TaskState.STATUS_IN_PROGRESS
    assert not Product.objects.filter(title="Hàng sạch").exists()
    assert not ModelLogEntry.objects.filter(action="listings.decide").exists()


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_rule_does_not_pass_a_stage_of_another_group(client: Client) -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    leaders = Group.objects.create(name="Lãnh đạo Sở")
    leaders.permissions.add(*Group.objects.get(name=OFFICERS).permissions.all())
    add_second_stage(client, leaders)
    second = other_goods(stall, title="Hàng sạch")
    assert (second.task.name, second.status) == ("Lãnh đạo Sở duyệt", TaskState.STATUS_IN_PROGRESS)
    assert not Product.objects.filter(title="Hàng sạch").exists()
    leader = User.objects.create_user("lanh-dao@example.vn", "mat-khau-dai", full_name="Trần Lãnh Đạo")
    leader.groups.add(leaders)
    decide_listing(task_state=second, user=leader, decision="approve")
    assert Product.objects.get(title="Hàng sạch").is_public
    assert [entry.user for entry in ModelLogEntry.objects.filter(action="listings.decide")] == [leader]
    assert Message.objects.filter(kind="listing_decided").count() == 1


@pytest.mark.usefixtures("_nobody_is_drawn")
@pytest.mark.parametrize("is_left", [False, True])
def test_revision_that_the_shelf_refuses_is_left_to_a_person(
    monkeypatch: pytest.MonkeyPatch, *, is_left: bool
) -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    monkeypatch.setattr("marketplace.listings.receivers.publish_revision", broken)
    if is_left:
        with monkeypatch.context() as patch:
            patch.setattr(services, "screen", broken)
            other_goods(stall, title="Hàng sạch")
        assert services.run_waiting_checks() == 1
    else:
        other_goods(stall, title="Hàng sạch")
    waiting = waiting_tasks().get()
    assert (waiting.status, waiting.revision.content["title"]) == (TaskState.STATUS_IN_PROGRESS, "Hàng sạch")
    assert not Product.objects.filter(title="Hàng sạch").exists()
    assert not ModelLogEntry.objects.filter(action="listings.decide").exists()
    assert not Message.objects.filter(kind="listing_decided").exists()
    monkeypatch.undo()
    decide_listing(task_state=waiting, user=user, decision="approve")
    assert Product.objects.get(title="Hàng sạch").is_public
    assert [
        entry.data.get("sampling_rule") for entry in ModelLogEntry.objects.filter(action="listings.decide")
    ] == [None]


def test_check_that_cannot_be_passed_on_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(services, "screen", broken)
        submitted(title="Hàng một")
        submitted(title="Hàng hai")
    first = ListingCheck.objects.order_by("pk")[0]
    real = services.run_waiting_check

    def stumble(*, check_pk: int) -> bool:
        return broken() if check_pk == first.pk else real(check_pk=check_pk)  # type: ignore[return-value]  # it raises

    monkeypatch.setattr(services, "run_waiting_check", stumble)
    assert services.run_waiting_checks() == 1
    assert [task.revision.content["title"] for task in waiting_tasks()] == ["Hàng hai"]


def test_share_is_drawn_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    user = officer()
    stall = clean_stall(user)
    rule = rule_of(user, share_percent=20)
    monkeypatch.setattr("secrets.randbelow", lambda _most: 19)
    assert other_goods(stall).status == TaskState.STATUS_IN_PROGRESS
    check = ListingCheck.objects.latest("pk")
    assert (check.sampling_rule, check.is_drawn) == (rule, True)


@pytest.mark.usefixtures("_nobody_is_drawn")
@pytest.mark.parametrize(
    "changes",
    [
        {"is_on": False},
        {"clean_approvals": 3},
        {"valid_until": date(2026, 11, 2)},
        {"valid_from": date(2099, 1, 1)},
    ],
)
def test_rule_that_does_not_cover_the_stall_or_the_day_changes_nothing(changes: dict[str, Any]) -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user, **changes)
    assert other_goods(stall).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_any_finding_sends_the_goods_to_a_person() -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    assert other_goods(stall, description="Cam kết 100% ngon").status == TaskState.STATUS_IN_PROGRESS
    assert Product.objects.count() == 2


@pytest.mark.usefixtures("_nobody_is_drawn")
@pytest.mark.parametrize("blot", ["rejected", "taken down", "suspended"])
def test_stall_with_a_blot_is_looked_at(blot: str) -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    if blot == "rejected":
        task_state = other_goods(stall, description="Ảnh đẹp, zalo nhé")
        reject(task_state=task_state, user=user, comment="Không được mời ra ngoài sàn.")
    elif blot == "suspended":
        suspend_stall(stall=stall, reason="Kiểm tra")
        reopen_stall(stall=stall)
        stall.refresh_from_db()
    else:
        take_down(listing=Listing.objects.filter(stall=stall)[0], reason="Hàng giả", user=user)
    assert other_goods(stall, title="Hàng sau vết").status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_suspension_of_long_ago_is_no_blot() -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user, clean_days=90)
    suspend_stall(stall=stall, reason="Kiểm tra")
    reopen_stall(stall=stall)
    stall.refresh_from_db()
    ago = timezone.now() - timedelta(days=91)
    stall.suspensions.update(started_at=ago, ended_at=ago)
    assert other_goods(stall).status == TaskState.STATUS_APPROVED


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_what_the_rule_approved_is_no_approval_by_hand() -> None:
    user = officer()
    stall = clean_stall(user)
    rule_of(user)
    assert other_goods(stall, title="Hàng một").status == TaskState.STATUS_APPROVED
    SamplingRule.objects.update(clean_approvals=3)
    third = submitted(stall=stall, title="Hàng hai", photos=[big_photo(upside_down=True)])
    assert not Finding.objects.filter(check_run__revision=third.revision_id).exists()
    assert third.status == TaskState.STATUS_IN_PROGRESS
    approve(task_state=third, user=user)
    assert submitted(
        stall=stall, title="Hàng ba", photos=[big_photo(mirrored=True, upside_down=True)]
    ).status == (TaskState.STATUS_APPROVED)


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_goods_that_passed_two_stages_are_one_approval(client: Client) -> None:
    user = officer()
    add_second_stage(client, Group.objects.get(name=OFFICERS))
    stall = StallFactory.create()
    approve(task_state=submitted(stall=stall, photos=[big_photo()]), user=user)
    approve(task_state=waiting_tasks().get(), user=user)
    rule_of(user)
    assert other_goods(stall).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.usefixtures("_nobody_is_drawn")
def test_keeper_submits_at_the_desk_and_reads_there_who_approved(client: Client) -> None:
    user = officer()
    stall = clean_stall(user)
    rule = rule_of(user)
    draft = listing_draft(stall=stall, title="Hàng sạch", photos=[big_photo(mirrored=True)])
    desk = at_desk(client, stall)
    assert desk.post(url("listing_submit", draft)).status_code == 302
    assert Product.objects.get(title="Hàng sạch").is_public
    page = desk.get(url("listing", draft)).content.decode()
    assert f"Duyệt theo quy tắc lấy mẫu số {rule.pk}, ngày 01/11/2026." in page
