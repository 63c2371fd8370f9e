"""Two officers with one row open: who saves second is told what the first did, and overwrites nothing unasked."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from search.models import RankingWeight, SynonymSet
from tests.search.officers import search_officer, synonyms, weight

pytestmark = pytest.mark.django_db

PREVIEW = "/quan-tri/tim-kiem/xem-thu/"


@pytest.fixture
def desks() -> tuple[Client, Client]:
    """Return the desks of Lê Văn An and of another officer."""
    first, second = Client(), Client()
    first.force_login(search_officer())
    second.force_login(search_officer("khac@example.vn"))
    return first, second


def opened(desk: Client, address: str) -> dict[str, str]:
    """Return what the form at ``address`` sends beside what is typed."""
    page = BeautifulSoup(desk.get(address).content, "html.parser")
    return hidden(page)


def hidden(page: BeautifulSoup) -> dict[str, str]:
    return {
        str(tag["name"]): str(tag.get("value", "")) for tag in page.select("form input[type=hidden][name]")
    }


def errors(content: bytes) -> str:
    page = BeautifulSoup(content, "html.parser")
    return " ".join(page.select(".messages")[0].get_text(" ", strip=True).split())


def test_second_officer_is_told_and_saves_only_when_asked_again(desks: tuple[Client, Client]) -> None:
    row = weight("sales", 3)
    address = reverse("trong-so:edit", args=[row.pk])
    forms = [opened(desk, address) for desk in desks]
    assert desks[0].post(address, {**forms[0], "percent": "9"}).status_code == 302
    refused = desks[1].post(address, {**forms[1], "percent": "12"})
    assert refused.status_code == 200
    assert "vừa sửa trong lúc bạn đang mở (Bán được nhiều: 9)" in errors(refused.content)
    assert RankingWeight.objects.get().percent == 9
    assert ModelLogEntry.objects.count() == 1
    page = BeautifulSoup(refused.content, "html.parser")
    assert page.select("input[name=percent]")[0]["value"] == "12"
    assert desks[1].post(address, {**hidden(page), "percent": "12"}).status_code == 302
    assert RankingWeight.objects.get().percent == 12
    assert ModelLogEntry.objects.order_by("-pk")[0].data == {
        "before": {"Bán được nhiều": 9},
        "after": {"Bán được nhiều": 12},
    }


def test_officer_who_was_told_is_told_again_of_a_third_edit(desks: tuple[Client, Client]) -> None:
    row = weight("sales", 3)
    address = reverse("trong-so:edit", args=[row.pk])
    form = opened(desks[1], address)
    for percent in ("9", "10"):
        assert desks[0].post(address, {**opened(desks[0], address), "percent": percent}).status_code == 302
        refused = desks[1].post(address, {**form, "percent": "12"})
        assert f"(Bán được nhiều: {percent})" in errors(refused.content)
        form = hidden(BeautifulSoup(refused.content, "html.parser"))
    assert RankingWeight.objects.get().percent == 10


def test_edit_of_what_nobody_touched_is_saved(desks: tuple[Client, Client]) -> None:
    row, other = synonyms("ngô", "bắp"), synonyms("heo", "lợn")
    address = reverse("ten-goi-khac:edit", args=[row.pk])
    form = opened(desks[1], address)
    beside = reverse("ten-goi-khac:edit", args=[other.pk])
    sent = {"names": "heo\nlợn\nỉn", "kind": "equal", "unless": ""}
    assert desks[0].post(beside, {**opened(desks[0], beside), **sent}).status_code == 302
    sent = {"names": "ngô\nbắp\nbẹ", "kind": "equal", "unless": ""}
    assert desks[1].post(address, {**form, **sent}).status_code == 302
    assert [one.names for one in SynonymSet.objects.order_by("pk")] == ["ngô\nbắp\nbẹ", "heo\nlợn\nỉn"]


def test_preview_between_opening_and_saving_forgets_nothing(desks: tuple[Client, Client]) -> None:
    row = synonyms("ngô", "bắp")
    address = reverse("ten-goi-khac:edit", args=[row.pk])
    mine = {"names": "ngô\nbắp\nmaize", "kind": "equal", "unless": ""}
    form = opened(desks[1], address)
    theirs = {"names": "ngô\nbắp\nbẹ", "kind": "equal", "unless": ""}
    assert desks[0].post(address, {**opened(desks[0], address), **theirs}).status_code == 302
    tried = BeautifulSoup(desks[1].post(PREVIEW, {**form, **mine}).content, "html.parser")
    refused = desks[1].post(address, {**hidden(tried), **mine})
    assert refused.status_code == 200
    assert "vừa sửa trong lúc bạn đang mở (Các tên: ngô, bắp, bẹ)" in errors(refused.content)
    assert SynonymSet.objects.get().names == "ngô\nbắp\nbẹ"
    # Whoever comes to the preview by an address opens the row there.
    tried = BeautifulSoup(
        desks[1].get(PREVIEW, {"loai": "ten-goi-khac", "pk": str(row.pk)}).content, "html.parser"
    )
    assert desks[1].post(address, {**hidden(tried), **mine}).status_code == 302
    assert SynonymSet.objects.get().names == "ngô\nbắp\nmaize"


def test_two_tabs_of_one_officer_are_told_apart_too(desks: tuple[Client, Client]) -> None:
    row = weight("sales", 3)
    address = reverse("trong-so:edit", args=[row.pk])
    first, second = opened(desks[0], address), opened(desks[0], address)
    desks[0].post(address, {**first, "percent": "9"})
    refused = desks[0].post(address, {**second, "percent": "12"})
    assert "Bạn vừa sửa dòng này ở một thẻ khác (Bán được nhiều: 9)" in errors(refused.content)
    assert RankingWeight.objects.get().percent == 9
