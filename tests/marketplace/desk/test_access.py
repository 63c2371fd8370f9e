"""Law 6: nobody gets at another stall's rows, at any address of the desk, in any role.

The addresses are found in the URL configuration, so a page is walked the day it is added.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from marketplace.accounts.models import User
from marketplace.stalls.enums import Capability, MemberRole
from marketplace.stalls.models import Stall, StallMember
from tests.factories.people import UserFactory, editor, officer
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.strangers import SAMPLES
from tests.rows import rows_kept

pytestmark = pytest.mark.django_db

DESK: Final = "kenh-ban-hang/"
SIGN_IN: Final = "/tai-khoan/dang-nhap/?next="


def desk_patterns() -> list[tuple[str, URLPattern]]:
    """Return (name, pattern) of every address below the desk's."""
    return sorted(_walk(get_resolver().url_patterns), key=lambda found: found[0])


def _walk(patterns: list[Any], space: str = "", path: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, here)
        elif here.startswith(DESK):
            yield f"{space}{one.name}", one


ALL: Final = desk_patterns()
NAMES: Final = [name for name, _pattern in ALL]
WITH_KEY: Final = [(name, pattern) for name, pattern in ALL if pattern.pattern.converters]
STRANGER: Final = "stranger"
PEOPLE: Final = [*MemberRole.values, "shopper", "officer", "editor"]


def person(kind: str) -> User:
    """Return a member of a stall of their own, or somebody without one."""
    if kind in {"officer", "editor"}:
        return officer() if kind == "officer" else editor()
    user = UserFactory.create()
    if kind != "shopper":
        StallMember.objects.create(stall=StallFactory.create(), user=user, role=kind)
    return user


@dataclass(frozen=True)
class Desks:
    """Somebody of each kind, by key, and what every parameter names at each one's stall and at a stranger's."""

    people: dict[str, int]
    samples: dict[str, dict[str, object]]

    def somebody(self, kind: str) -> User:
        return User.objects.get(pk=self.people[kind])

    def address(self, name: str, pattern: URLPattern, *, at: str = STRANGER) -> str:
        """Return the address of what lies at the stall of ``at``."""
        return reverse(name, kwargs={key: self.samples[at][key] for key in pattern.pattern.converters})


@pytest.fixture(scope="module")
def desks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desks]:
    """Let people in and fill their stalls once for all walks."""
    with rows_kept(django_db_blocker):
        people = {kind: person(kind) for kind in PEOPLE}
        stalls = {role: Stall.objects.get(members__user=people[role]) for role in MemberRole.values}
        stalls[STRANGER] = StallFactory.create()
        yield Desks(
            people={kind: user.pk for kind, user in people.items()},
            samples={
                at: {key: sample(stall) for key, sample in SAMPLES.items()} for at, stall in stalls.items()
            },
        )


def test_walk_finds_the_desk() -> None:
    assert {"desk:home", "desk:stall", "desk:choose"} <= set(NAMES)


@pytest.mark.parametrize(("name", "pattern"), ALL, ids=NAMES)
def test_every_address_is_a_desk_page(name: str, pattern: URLPattern) -> None:
    assert isinstance(getattr(pattern.callback, "desk_capability", None), Capability), name
    assert sorted(set(pattern.pattern.converters) - set(SAMPLES)) == [], "a parameter without a sample"


@pytest.mark.parametrize(("name", "pattern"), ALL, ids=NAMES)
def test_stranger_is_sent_to_sign_in(client: Client, desks: Desks, name: str, pattern: URLPattern) -> None:
    address = desks.address(name, pattern)
    for send in (client.get, client.post):
        answer = send(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{SIGN_IN}{address}")
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize(("name", "pattern"), WITH_KEY, ids=[name for name, _pattern in WITH_KEY])
def test_key_of_another_stall_is_not_found(
    client: Client, desks: Desks, name: str, pattern: URLPattern, kind: str
) -> None:
    address = desks.address(name, pattern)
    client.force_login(desks.somebody(kind))
    # A method that the page does not take is refused first, which tells nothing either.
    statuses = {client.get(address).status_code, client.post(address).status_code}
    assert statuses - {405} == {404}


@pytest.mark.parametrize("kind", ["shopper", "officer", "editor"])
@pytest.mark.parametrize(("name", "pattern"), ALL, ids=NAMES)
def test_person_without_a_stall_is_shown_the_way_to_one(
    client: Client, desks: Desks, name: str, pattern: URLPattern, kind: str
) -> None:
    client.force_login(desks.somebody(kind))
    answer = client.get(desks.address(name, pattern))
    assert answer.status_code == 404
    assert 'href="/mo-gian-hang/"' in answer.content.decode()


@pytest.mark.parametrize("role", MemberRole.values)
@pytest.mark.parametrize(("name", "pattern"), ALL, ids=NAMES)
def test_role_that_may_not_is_answered_as_if_nothing_were_there(
    client: Client, desks: Desks, name: str, pattern: URLPattern, role: str
) -> None:
    user = desks.somebody(role)
    member = StallMember.objects.get(user=user)
    client.force_login(user)
    answer = client.get(desks.address(name, pattern, at=role))
    if member.may(pattern.callback.desk_capability):  # type: ignore[attr-defined]  # the test above sees that it is there
        assert answer.status_code in {200, 302, 405}, name
    else:
        assert answer.status_code == 404


# Who packs sees goods and orders, and moves what is sold; says no price, no word to the department, no money.
PACKER: Final = {
    *("desk:choose", "desk:home", "desk:leave", "desk:stall"),
    *("desk:listings", "desk:listing", "desk:listing_preview", "desk:picture", "desk:small_picture"),
    *("desk:prices", "desk:stock"),  # the table of both, where a packer writes what is left alone
    *("desk:orders", "desk:orders_print", "desk:orders_selected", "desk:order"),
    *("desk:order_confirm", "desk:order_correct", "desk:order_pack", "desk:order_ship"),
}
# Who else works there, and whether the stall stays open, is the owner's alone.
OWNER_ALONE: Final = {
    *("desk:members", "desk:member_role", "desk:member_dismiss", "desk:invitation_withdraw"),
    "desk:close",
}


def test_lists_of_roles_name_pages_that_there_are() -> None:
    assert sorted((PACKER | OWNER_ALONE) - set(NAMES)) == []


@pytest.mark.parametrize("role", MemberRole.values)
@pytest.mark.parametrize(("name", "pattern"), ALL, ids=NAMES)
def test_role_enters_what_is_its_own_and_nothing_else_by_reading_or_by_sending(
    client: Client, desks: Desks, name: str, pattern: URLPattern, role: str
) -> None:
    """A new page is the manager's and the owner's, until somebody puts it into one of the two lists."""
    may = {
        MemberRole.OWNER: True,
        MemberRole.MANAGER: name not in OWNER_ALONE,
        MemberRole.PACKER: name in PACKER,
    }[MemberRole(role)]
    address = desks.address(name, pattern, at=role)
    client.force_login(desks.somebody(role))
    read = client.get(address).status_code
    assert (read != 404) is may
    if not may:
        assert client.post(address).status_code == 404


def test_person_of_two_stalls_works_at_one_and_changes_to_the_other(client: Client) -> None:
    user = UserFactory.create()
    first, second = StallFactory.create_batch(2)
    for stall in (first, second):
        StallMember.objects.create(stall=stall, user=user, role=MemberRole.OWNER)
    client.force_login(user)
    assert f"cho {first.name}," in client.get(reverse("desk:home")).content.decode()
    answer = client.post(reverse("desk:choose", kwargs={"stall_slug": second.slug}))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("desk:home"))
    assert f"cho {second.name}," in client.get(reverse("desk:home")).content.decode()


def test_desk_of_one_who_left_the_stall_is_closed_at_once(client: Client) -> None:
    user = person(MemberRole.PACKER)
    client.force_login(user)
    assert client.get(reverse("desk:home")).status_code == 200
    StallMember.objects.filter(user=user).delete()
    assert client.get(reverse("desk:home")).status_code == 404


def test_change_without_a_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    user = person(MemberRole.OWNER)
    client.force_login(user)
    slug = Stall.objects.get(members__user=user).slug
    assert client.post(reverse("desk:choose", kwargs={"stall_slug": slug})).status_code == 403
