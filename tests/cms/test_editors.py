"""Who may write, publish and show pictures in the back office."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupPagePermission, Locale, Page, Site
from wagtail.permissions import policy_registry

from cms.editors import set_up_editors
from cms.models import NewsIndexPage, NewsPage, PlainPage
from marketplace.accounts.models import User
from tests.factories.people import UserFactory, editor, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def index() -> NewsIndexPage:
    """The tree and the rights that the migrations leave."""
    Locale.objects.get_or_create(language_code="vi")
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    root = top.get_children().first() or top.add_child(instance=Page(title="Sàn", slug="trang-chu"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": root}
    )
    Site.clear_site_root_paths_cache()
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    made: NewsIndexPage = root.add_child(instance=NewsIndexPage(title="Tin tức", slug="tin-tuc"))
    set_up_editors(apps)
    return made


def page_rights(user: User, page: Page) -> tuple[bool, bool, bool, bool]:
    rights = page.permissions_for_user(user)
    return rights.can_add_subpage(), rights.can_edit(), rights.can_publish(), rights.can_delete()


def test_editor_writes_and_publishes_below_the_sites_root(index: NewsIndexPage) -> None:
    person = editor()
    others = index.get_parent().add_child(instance=PlainPage(title="Quy chế", slug="quy-che", version="1"))
    assert page_rights(person, index)[:3] == (True, True, True)
    assert page_rights(person, others)[1:3] == (True, True)
    assert not Page.get_first_root_node().permissions_for_user(person).can_edit()


def test_officer_leaves_pages_to_the_editors(index: NewsIndexPage) -> None:
    assert page_rights(officer(), index) == (False, False, False, False)


def test_start_page_looks_for_pages_only_where_somebody_may_open_one(
    index: NewsIndexPage, client: Client
) -> None:
    shown = []
    for person in (officer(), editor()):
        client.force_login(person)
        shown.append('placeholder="Tìm mọi trang…"' in client.get("/quan-tri/").content.decode())
    assert shown == [False, True]


def test_nobody_deletes_regions_or_the_floors_facts(index: NewsIndexPage) -> None:
    assert not editor().has_perm("cms.delete_region")
    assert not officer().has_perm("cms.delete_floorfacts")


def test_editor_adds_and_chooses_pictures(index: NewsIndexPage) -> None:
    rights = policy_registry.get_by_type(get_image_model())
    person, nobody = editor(), UserFactory.create()
    assert [rights.user_has_permission(person, action) for action in ("add", "change", "choose")] == [
        True
    ] * 3
    assert [rights.user_has_permission(nobody, action) for action in ("add", "change", "choose")] == [
        False
    ] * 3


def test_officer_edits_the_floors_facts_and_an_editor_the_regions(index: NewsIndexPage) -> None:
    writer, clerk = editor(), officer()
    assert (writer.has_perm("cms.change_region"), clerk.has_perm("cms.change_region")) == (True, False)
    assert (writer.has_perm("cms.change_floorfacts"), clerk.has_perm("cms.change_floorfacts")) == (
        False,
        True,
    )


def test_rights_are_given_once(index: NewsIndexPage) -> None:
    before = GroupPagePermission.objects.count()
    set_up_editors(apps)
    assert GroupPagePermission.objects.count() == before == 3


def test_editor_opens_the_form_of_an_article(client: Client, index: NewsIndexPage) -> None:
    article = index.add_child(instance=NewsPage(title="Mùa cà phê", slug="mua-ca-phe"))
    client.force_login(editor())
    assert client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).status_code == 200
    new = client.get(reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk]))
    assert new.status_code == 200


def test_shopper_does_not(client: Client, index: NewsIndexPage) -> None:
    client.force_login(UserFactory.create())
    assert client.get(reverse("wagtailadmin_pages:edit", args=[index.pk])).status_code in {302, 403}


def test_preview_is_the_editors_own(index: NewsIndexPage) -> None:
    page = index.get_parent().add_child(instance=PlainPage(title="Quy chế", slug="quy-che", version="1"))
    page.title = "Quy chế, bản nháp"
    response = page.make_preview_request()
    assert response.status_code == 200
    assert "Quy chế, bản nháp" in response.content.decode()
    assert not getattr(response, "is_shared_page", False)
    assert response.headers["Cache-Control"] == "private"
    assert "ETag" not in response.headers
