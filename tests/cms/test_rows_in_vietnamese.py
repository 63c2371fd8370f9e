"""What the migrations of others named in English is shown with a Vietnamese name, unless somebody named it anew."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.models import Collection, Locale, Page, Workflow

pytestmark = pytest.mark.django_db


def rename() -> None:
    import_module("cms.migrations.0005_rows_in_vietnamese").rename(apps, None)


def test_given_names_become_vietnamese() -> None:
    Collection.objects.all().delete()
    Collection.add_root(name="Root")
    Locale.objects.get_or_create(language_code="vi")
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title="Root", slug="root"))
    Page.objects.filter(depth=1).update(title="Root", draft_title="Root")
    Workflow.objects.create(name="Moderators approval")
    Group.objects.get_or_create(name="Editors")

    rename()

    assert Collection.get_first_root_node().name == "Thư viện chung"
    assert set(Page.objects.filter(depth=1).values_list("title", "draft_title")) == {("Gốc", "Gốc")}
    assert [flow.name for flow in Workflow.objects.all()] == ["Duyệt trang"]
    assert not Group.objects.filter(name="Editors").exists()


def test_name_that_somebody_gave_stays() -> None:
    Workflow.objects.create(name="Ban biên tập")
    Group.objects.create(name="Người viết trang")
    Group.objects.get_or_create(name="Editors")

    rename()
    rename()

    assert [flow.name for flow in Workflow.objects.all()] == ["Ban biên tập"]
    assert sorted(
        Group.objects.filter(name__in=["Editors", "Người viết trang"]).values_list("name", flat=True)
    ) == [
        "Editors",
        "Người viết trang",
    ]
