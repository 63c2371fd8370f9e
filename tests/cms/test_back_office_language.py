"""No officer, editor or administrator meets English in the back office: all its pages are walked as each of them."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import trans_real
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.editors import set_up_editors
from cms.models import NewsIndexPage, NewsPage, PlainPage, Region
from cms.office_templates import MENDED
from marketplace.accounts.models import User
from search import breaker
from search.models import ClickCount, IndexTask, QuestionCount
from search.report_setup import set_up_report
from search.rule_setup import give_rights
from search.sync import MOST_ATTEMPTS
from tests.cms.english import english_in
from tests.factories.listings import photo, picture_bytes, submitted
from tests.factories.people import UserFactory, editor, officer
from tests.project.tree import ROOT
from tests.search.helpers import on_shelf
from tests.search.officers import hide, pin, synonyms, weight
from tools.compile_messages import compile_messages

pytestmark = pytest.mark.django_db

OFFICE = "/quan-tri/"
# Of pages that differ only in their object two are enough, of those that sort or filter one.
ALIKE = {False: 2, True: 1}
HREF = re.compile(r"""(?:href|action|data-[\w-]+-(?:url|src|href)-value|data-url|hx-get)=["']([^"']+)["']""")
QUOTED = re.compile(r"""["'](/quan-tri/[\w./?=&;-]*)["']""")
# The end of the walk; previews, which are the storefront's; what a page asks for again to fill its own list.
LEADS_AWAY = re.compile(r"logout|preview|view_draft|_results$|^wagtailadmin_api")


@pytest.fixture(autouse=True)
def _compiled() -> Iterator[None]:
    """Read catalogues compiled just now."""
    compile_messages(ROOT / "locale")
    trans_real._translations.clear()  # type: ignore[attr-defined]  # the only door to what gettext keeps
    yield
    trans_real.activate("vi")


@pytest.fixture
def people() -> dict[str, User]:
    """A small floor: a tree with news, pictures, a document, a workflow that runs, and somebody of each role."""
    Locale.objects.get_or_create(language_code="vi")
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Gốc", slug="root"))
    home = top.get_children().first() or top.add_child(instance=Page(title="Sàn", slug="trang-chu"))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Sàn"},
    )
    Site.clear_site_root_paths_cache()
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Gốc")
    Collection.get_first_root_node().add_child(name="Lễ hội")
    index = home.add_child(instance=NewsIndexPage(title="Tin tức", slug="tin-tuc"))
    set_up_editors(apps)
    writer = editor(email="bien-tap@example.vn")
    clerk = officer(email="can-bo@example.vn")
    chief = UserFactory.create(email="quan-tri@example.vn", is_superuser=True)
    _write(index, home, writer)
    submitted(photos=[photo()])
    _search_troubles()
    _steer_search()
    return {"editor": writer, "officer": clerk, "administrator": chief}


def _search_troubles() -> None:
    """Fill the report of searches, leave a product that cannot be indexed, and let Elasticsearch be away."""
    set_up_report(apps)
    for question, results in (("cà phê", 3), ("xe tăng", 0)):
        QuestionCount.objects.create(
            day=timezone.localdate(), question=question, asked=9, empty=0 if results else 9, results=results
        )
    ClickCount.objects.create(day=timezone.localdate(), question="cà phê", position=1, clicks=4)
    IndexTask.objects.create(product_id=1, attempts=MOST_ATTEMPTS, error="ValueError: wrong title")
    breaker.note_failure("connection refused")


def _steer_search() -> None:
    """Give officers a row of each kind that steers search."""
    give_rights(apps)
    synonyms("ngô", "bắp")
    hide("rượu lậu")
    weight("sales", 3)
    pin("trà", on_shelf("Trà vằng").pk)


def _write(index: Page, home: Page, writer: User) -> None:
    picture = Image.objects.create(
        title="Đồi sương", file=ImageFile(ContentFile(picture_bytes()), name="doi-suong.png")
    )
    Document.objects.create(title="Mẫu đơn", file=ContentFile(b"%PDF-1.4", name="mau-don.pdf"))
    Region.objects.create(title="Miền núi", text="Cà phê", picture=picture, position=1)
    article = index.add_child(instance=NewsPage(title="Mùa cà phê", slug="mua-ca-phe", picture=picture))
    article.save_revision(user=writer).publish(user=writer)
    article.title = "Mùa cà phê chín"
    article.save_revision(user=writer)
    article.save_revision(user=writer)
    home.add_child(instance=PlainPage(title="Quy chế", slug="quy-che", version="1"))
    waiting = index.add_child(instance=NewsPage(title="Phiên chợ", slug="phien-cho", live=False))
    flow = Workflow.objects.create(name="Duyệt tin")
    task = GroupApprovalTask.objects.create(name="Ban biên tập")
    task.groups.set(writer.groups.all())
    WorkflowTask.objects.create(workflow=flow, task=Task.objects.get(pk=task.pk), sort_order=0)
    WorkflowPage.objects.create(workflow=flow, page=index)
    waiting.save_revision(user=writer)
    flow.start(waiting, writer)
    locked = index.add_child(instance=NewsPage(title="Đang khóa", slug="dang-khoa"))
    locked.locked, locked.locked_by, locked.locked_at = True, writer, timezone.now()
    locked.save()


def _links(page: str) -> Iterator[str]:
    for found in (*HREF.findall(page), *QUOTED.findall(page.replace("\\u002D", "-"))):
        address = urldefrag(found.replace("&amp;", "&")).url
        if urlsplit(address).netloc in {"", "testserver", "localhost"}:
            yield address


def _walk(client: Client) -> Iterator[tuple[str, str, str]]:
    """Yield (view, address, text) of every page that can be reached from the first."""
    seen: Counter[Any] = Counter()
    asked: set[str] = set()
    waiting = deque([OFFICE, *_choosers()])
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
        kind = (match.view_name, is_asking, match.kwargs.get("content_type_model_name"))
        if LEADS_AWAY.search(match.view_name) or seen[kind] >= ALIKE[is_asking]:
            continue
        seen[kind] += 1
        response = client.get(address, follow=True)
        kind_of_answer = response.headers.get("Content-Type", "")
        if (
            response.status_code != 200
            or response.streaming
            or not kind_of_answer.startswith(("text/html", "application/json"))
        ):
            continue
        page = response.content.decode()
        if kind_of_answer.startswith("application/json"):
            answer = response.json()
            page = answer.get("html", "") if isinstance(answer, dict) else ""
        yield match.view_name, address, page
        waiting.extend(_links(page))


def _choosers() -> Iterator[str]:
    """Yield what the editor opens by script."""
    for name in (
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailimages_chooser:choose",
        "wagtaildocs_chooser:choose",
        "wagtailembeds:chooser",
    ):
        yield reverse(name)


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
REACHED = {
    "officer": EVERYBODY
    | {
        "hang-duoc-ghim:edit",
        "oversight_office:queue",
        "oversight_office:decide",
        "search_office:compare",
        "stalls_office:stall",
        "ten-goi-khac:edit",
        "trong-so:edit",
        "tu-bi-an:edit",
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
    views = set()
    english: dict[str, str] = {}
    for view, address, page in _walk(client):
        views.add(view)
        for text in english_in(page):
            english.setdefault(text, address)
    assert english == {}
    assert REACHED[role] - views == set()


def test_refused_form_speaks_vietnamese(client: Client, people: dict[str, User]) -> None:
    client.force_login(people["administrator"])
    index = NewsIndexPage.objects.get()
    for address in (
        reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk]),
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_groups:add"),
        reverse("wagtailadmin_workflows:add"),
        reverse("wagtailsites:add"),
        reverse("cac-vung:add"),
    ):
        form = BeautifulSoup(client.get(address).content, "html.parser")
        empty = {
            str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[type=hidden][name]")
        }
        empty |= {"body-count": "0", "date": "không phải ngày", "port": "x", "email": "x"}
        page = client.post(address, empty)
        assert page.status_code == 200
        assert english_in(page.content.decode()) == []


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
