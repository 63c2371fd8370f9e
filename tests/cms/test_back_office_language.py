"""No officer, editor or administrator meets English in the back office: all its pages are walked as each of them."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import trans_real
from pytest_django import DjangoDbBlocker

from cms.office_templates import MENDED
from marketplace.accounts.models import User
from tests.cms.english import english_in
from tests.cms.office_addresses import ADDRESSES, NO_PAGE, ROWS, addresses_of, office_routes
from tests.cms.office_floor import make_office_floor
from tests.project.tree import ROOT
from tests.rows import rows_kept
from tools.compile_messages import compile_messages

pytestmark = pytest.mark.django_db

OFFICE = "/quan-tri/"
HOW_TO = (
    "An address of the back office is opened by nobody. Say in tests/cms/office_addresses.py what its parameters are "
    "(and put such a row into tests/cms/office_floor.py), or leave it out there with the reason."
)
# Of what pages lead to, one of a kind is enough: every kind is opened for rows that differ as it is.
ALIKE = 1
HREF = re.compile(r"""(?:href|action|data-[\w-]+-(?:url|src|href)-value|data-url|hx-get)=["']([^"']+)["']""")
QUOTED = re.compile(r"""["'](/quan-tri/[\w./?=&;-]*)["']""")
# What a page asks for again to fill its own list; each such address is opened once without a question.
# A list's own script writes rows' keys into the others.
LEADS_AWAY = re.compile(r"_results$|^wagtail_bulk_action$|:set_page_position$")


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> Iterator[None]:
    """Read catalogues compiled just now."""
    compile_messages(ROOT / "locale")
    trans_real._translations.clear()  # type: ignore[attr-defined]  # the only door to what gettext keeps
    yield
    trans_real.activate("vi")


@pytest.fixture(scope="module")
def kept_people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Fill a floor where every page has something to show, once for all walks."""
    with rows_kept(django_db_blocker):
        yield {role: person.pk for role, person in make_office_floor().items()}


@pytest.fixture
def people(kept_people: dict[str, int]) -> dict[str, User]:
    """Return somebody of each role on that floor."""
    return {role: User.objects.get(pk=key) for role, key in kept_people.items()}


def _links(page: str) -> Iterator[str]:
    page = re.sub(
        'data-edit-url="[^"]*"', "", page
    )  # what a chooser's script is told, for whoever may edit it
    for found in (*HREF.findall(page), *QUOTED.findall(page.replace("\\u002D", "-"))):
        address = urldefrag(found.replace("&amp;", "&")).url
        if urlsplit(address).netloc in {"", "testserver", "localhost"}:
            yield address


@dataclass
class Walk:
    """What somebody read: the routes that opened or not, the texts that hold English, and links to closed doors."""

    opened: set[str] = field(default_factory=set)
    english: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    closed: list[str] = field(default_factory=list)


def _walk(client: Client) -> Walk:
    """Open every page that the addresses know, and what these pages lead to."""
    walk = Walk()
    seen: Counter[Any] = Counter()
    asked: set[str] = set()
    known = _known_addresses()
    waiting = deque([OFFICE, *known])
    while waiting:
        address = waiting.popleft()
        if address in asked or not address.startswith(OFFICE):
            continue
        asked.add(address)
        try:
            match = resolve(urlsplit(address).path)
        except Resolver404:
            continue
        is_asking = bool(urlsplit(address).query)
        if address not in known:
            kind = (match.view_name, is_asking, match.kwargs.get("content_type_model_name"))
            if match.view_name in NO_PAGE or LEADS_AWAY.search(match.view_name) or seen[kind] >= ALIKE:
                continue
            seen[kind] += 1
        page = _read(client, walk, address, match.view_name, is_known=address in known)
        waiting.extend(_links(page))
    return walk


def _known_addresses() -> set[str]:
    return {
        address for route in office_routes() if route.name not in NO_PAGE for address in addresses_of(route)
    }


def _note_refusal(walk: Walk, address: str, view: str, *, is_known: bool) -> str:
    """Note a closed door; a page must not lead to one."""
    walk.refused.add(view)
    if not is_known:
        walk.closed.append(address)
    return ""


def _read(client: Client, walk: Walk, address: str, view: str, *, is_known: bool) -> str:
    """Open one page, note what it is, and return its words; none if there are none."""
    response = client.get(address)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and "GET" not in response.headers["Allow"]:
        return ""
    if address != OFFICE and response.headers.get("Location") == OFFICE:  # how Wagtail shuts a door
        return _note_refusal(walk, address, view, is_known=is_known)
    if response.status_code == HTTPStatus.FOUND:
        response = client.get(address, follow=True)
    if response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return _note_refusal(walk, address, view, is_known=is_known)
    assert response.status_code == HTTPStatus.OK, address
    walk.opened.add(view)
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith(("text/html", "text/csv", "application/json")):
        return ""
    page = b"".join(response).decode()
    if kind.startswith("application/json"):
        answer = json.loads(page)
        page = answer.get("html") or "" if isinstance(answer, dict) else ""
    for text in english_in(page):
        walk.english.setdefault(text, address)
    return page


# What each role is known to reach: a walk that stops at the door would find no English either.
EVERYBODY = {"wagtailadmin_home", "wagtailadmin_account"}
EDITORS_REACH = EVERYBODY | {
    "wagtailadmin_explore",
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailimages:index",
    "wagtailimages:edit",
    "wagtailimages:add_multiple",
    "cac-vung:add",
    "cac-vung:edit",
}
# Forms that an officer fills in; an empty one is refused.
FILLED_IN = (
    "oversight_office:decide",
    "oversight_office:report",
    "oversight_office:take_down",
    "oversight_office:take_down_ask",
    "stalls_office:dossier",
    "wagtailadmin_account",
)
# The department's own pages are open to every officer.
OFFICERS_OWN = (
    "listings_office:",
    "oversight_office:",
    "reviews_office:",
    "search_report:",
    "stalls_office:",
)
POSTED = {
    "oversight_office:approve_many",
    "reviews_office:decide",
    "search_report:retry",
    "stalls_office:assign",
    "stalls_office:notice",
    "stalls_office:reopen",
    "stalls_office:suspend",
}
REACHED = {
    "officer": EVERYBODY
    | {
        route.name
        for route in office_routes()
        if route.name.startswith(OFFICERS_OWN) and route.name not in {*NO_PAGE, *POSTED}
    }
    | {
        "hang-duoc-ghim:edit",
        "search_office:compare",
        "ten-goi-khac:edit",
        "trong-so:edit",
        "tu-bi-an:edit",
        "vung-giao-hang:edit",
        "wagtailsettings:edit",
    }
    | {"search_report:report", "search_report:dead_letters", "giu-so-lieu-tim-kiem:add"},
    "editor": EDITORS_REACH,
    "administrator": EDITORS_REACH
    | {
        "oversight_office:queue",
        "wagtaildocs:edit",
        "wagtailadmin_collections:edit",
        "wagtailadmin_reports:locked_pages",
        "wagtailadmin_workflows:edit",
        "wagtailadmin_workflows:edit_task",
        "wagtailsettings:edit",
        "wagtailsites:edit",
        "wagtailusers_groups:edit",
        "wagtailusers_users:edit",
        "wagtailusers_users:add",
    },
}


@pytest.mark.parametrize("role", ["officer", "editor", "administrator"])
def test_back_office_speaks_vietnamese(client: Client, people: dict[str, User], role: str) -> None:
    client.force_login(people[role])
    walk = _walk(client)
    assert walk.english == {}
    assert walk.closed == []
    assert REACHED[role] - walk.opened == set()
    if role == "administrator":
        assert walk.refused == set()


def test_every_address_of_the_back_office_is_opened_or_left_out_with_a_reason(
    people: dict[str, User],
) -> None:
    routes = office_routes()
    forgotten = [route.name for route in routes if route.name not in NO_PAGE and not addresses_of(route)]
    assert forgotten == [], HOW_TO
    named = {*NO_PAGE, *ADDRESSES, *ROWS}
    assert sorted(named - {route.name for route in routes}) == [], "gone: take them out"
    assert sorted(set(NO_PAGE) & {*ADDRESSES, *ROWS}) == []
    assert all(len(reason) > 5 for reason in NO_PAGE.values())


def test_refused_form_speaks_vietnamese(client: Client, people: dict[str, User]) -> None:
    client.force_login(people["administrator"])
    english: dict[str, str] = {}
    for route in office_routes():
        if route.name in NO_PAGE or not route.name.endswith((*FILLED_IN, ":add")):
            continue
        for address in addresses_of(route):
            form = BeautifulSoup(client.get(address).content, "html.parser")
            empty = {
                str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[type=hidden][name]")
            }
            empty |= {"body-count": "0", "date": "không phải ngày", "valid_from": "không phải ngày"}
            empty |= {
                "port": "x",
                "email": "x",
                "hours": "x",
                "percent": "x",
                "action": "approve",
                "answer": "",
            }
            page = client.post(address, empty)
            assert page.status_code in {200, 302, 422}, address
            english |= dict.fromkeys(english_in(page.content.decode()), address)
    assert english == {}


def test_english_is_found_where_it_is_said() -> None:
    page = """<title>Trang</title><p>Tin tức <b>Save draft</b></p><input placeholder="Search all pages…">
    <button aria-label="Close dialog">×</button><input type="submit" value="Search"><p>Đã lưu</p>
    <script>alert("Cancel")</script><template><i>Move up</i></template>
    <script id="wagtail-sidebar-props" type="application/json">{"a": [{"name": "reports", "label": "Reports"}]}</script>
    <p>Nguyễn Thị Hồng Nhung, nhung@example.vn, hat-tieu.png, Asia/Ho_Chi_Minh</p>"""
    assert english_in(page) == [
        "Close dialog",
        "Move up",
        "Reports",
        "Save draft",
        "Search",
        "Search all pages…",
    ]


def test_installed_wagtail_holds_every_word_that_is_mended() -> None:
    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    for name, words in MENDED.items():
        (path,) = [folder / name for folder in folders if (folder / name).exists()]
        text = path.read_text(encoding="utf-8")
        assert [written for written, _meant in words if written not in text] == []
