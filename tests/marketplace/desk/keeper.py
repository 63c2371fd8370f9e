"""A stallkeeper at the desk: signs in, reads forms off the page and sends them back changed."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.listings.models import Listing
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall, StallMember
from tests.factories.people import UserFactory


def keeper_of(stall: Stall, role: str = MemberRole.OWNER, **fields: Any) -> User:
    """A person who works for the stall."""
    user = UserFactory.create(**fields)
    StallMember.objects.create(stall=stall, user=user, role=role)
    return user


def at_desk(client: Client, stall: Stall, role: str = MemberRole.OWNER, **fields: Any) -> Client:
    """The client, signed in as somebody of the stall."""
    client.force_login(keeper_of(stall, role, **fields))
    return client


def url(name: str, listing: Listing, **parameters: Any) -> str:
    return reverse(f"desk:{name}", kwargs={"listing_pk": listing.pk, **parameters})


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def fields_of(answer: Any, selector: str = "form[data-keep]") -> dict[str, str]:
    """What the form would send if nothing were changed, without its buttons, files and boxes."""
    form = soup(answer).select_one(selector)
    assert form is not None, selector
    fields = {}
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = str(one.get("name") or ""), str(one.get("type") or "")
        if not name or kind in {"file", "checkbox", "submit"}:
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            fields[name] = str(chosen.get("value") or "") if isinstance(chosen, Tag) else ""
        else:
            fields[name] = one.get_text() if one.name == "textarea" else str(one.get("value") or "")
    return fields


def words(answer: Any) -> str:
    """The text of the page, blanks joined."""
    return " ".join(soup(answer).get_text(" ").split())


def latest(listing: Listing) -> Listing:
    """The listing as its latest draft says."""
    draft: Listing = Listing.objects.get(pk=listing.pk).get_latest_revision_as_object()
    return draft
