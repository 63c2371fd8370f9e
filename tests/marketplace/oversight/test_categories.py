"""The tree of aisles, edited in the back office: addresses that go on leading, goods listed anew, the order."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from marketplace.core.errors import NotAllowedNowError
from marketplace.shop.catalogue.categories import CategoryFacts, write_category
from marketplace.shop.catalogue.models import Category, FormerCategoryAddress
from search.indexing.sync import index_waiting
from search.models import IndexTask, ProductEntry
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.people import editor

pytestmark = pytest.mark.django_db


def sent(category: Category | None = None, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"name": "Cà phê", "name_en": "Coffee", "slug": "ca-phe", "is_public": "on"}
    if category is not None:
        values |= {"name": category.name, "slug": category.slug}
    return {**values, **changes}


def edit(category: Category) -> str:
    return reverse("danh-muc-hang:edit", args=[category.pk])


def slugs(depth: int = 1) -> list[str]:
    return list(Category.objects.filter(depth=depth).order_by("path").values_list("slug", flat=True))


def test_officer_makes_an_aisle_and_a_shelf_in_it(desk: Client) -> None:
    assert desk.post(reverse("danh-muc-hang:add"), sent()).status_code == 302
    aisle = Category.objects.get(slug="ca-phe")
    shelf = sent(name="Cà phê bột", slug="ca-phe-bot", parent=aisle.pk)
    assert desk.post(reverse("danh-muc-hang:add"), shelf).status_code == 302
    assert [one.slug for one in Category.objects.get(pk=aisle.pk).get_children()] == ["ca-phe-bot"]
    page = desk.get(reverse("danh-muc-hang:index")).content.decode()
    assert "— Cà phê bột" in page
    cache.clear()  # the menu is forgotten when the change is committed
    assert desk.get("/danh-muc/ca-phe-bot/").status_code == 200


def test_changed_address_goes_on_leading_and_goods_are_listed_under_the_new_one(desk: Client) -> None:
    category = CategoryFactory.create(name="Cà phê", slug="ca-phe-cu")
    product = published_product(category=category)
    index_waiting()
    assert desk.post(edit(category), sent(category, slug="ca-phe-moi")).status_code == 302
    assert IndexTask.objects.filter(product_id=product.pk).exists()
    index_waiting()
    assert ProductEntry.objects.get(product_id=product.pk).category_slug == "ca-phe-moi"
    moved = desk.get("/danh-muc/ca-phe-cu/?sap-xep=gia-tang")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/danh-muc/ca-phe-moi/?sap-xep=gia-tang")
    english = desk.get("/en/danh-muc/ca-phe-cu/")
    assert english.headers["Location"] == "/en/danh-muc/ca-phe-moi/"
    assert desk.get("/danh-muc/chua-tung-co/").status_code == 404


def test_two_changes_both_lead_and_an_address_in_use_again_is_its_users() -> None:
    category = CategoryFactory.create(slug="mot")
    for slug in ("hai", "ba"):
        category = write_category(facts=CategoryFacts(name="Quầy", slug=slug), category=category)
    client = Client()
    assert [client.get(f"/danh-muc/{slug}/").headers["Location"] for slug in ("mot", "hai")] == [
        "/danh-muc/ba/"
    ] * 2
    other = write_category(facts=CategoryFacts(name="Quầy khác", slug="mot"))
    cache.clear()  # the menu is forgotten when the change is committed
    assert client.get("/danh-muc/mot/").status_code == 200
    assert FormerCategoryAddress.objects.filter(slug="mot").count() == 0
    assert other.slug == "mot"


def test_hidden_category_is_led_to_by_nothing() -> None:
    category = CategoryFactory.create(slug="mot")
    write_category(facts=CategoryFacts(name="Quầy", slug="hai", is_public=False), category=category)
    assert [Client().get(f"/danh-muc/{slug}/").status_code for slug in ("mot", "hai")] == [404, 404]


def test_moving_a_shelf_tells_its_goods_and_order_is_kept(desk: Client) -> None:
    first, second = CategoryFactory.create(slug="mot"), CategoryFactory.create(slug="hai")
    shelf = CategoryFactory.create(parent=first, slug="ngan", name="Ngăn")
    product = published_product(category=shelf)
    index_waiting()
    assert desk.post(edit(shelf), sent(shelf, parent=second.pk)).status_code == 302
    index_waiting()
    assert ProductEntry.objects.get(product_id=product.pk).aisle_slug == "hai"
    assert desk.post(edit(second), sent(Category.objects.get(slug="hai"), position=1)).status_code == 302
    assert slugs()[:2] == ["hai", "mot"]
    assert Category.objects.get(slug="ngan").get_parent().slug == "hai"
    assert Category.find_problems() == ([], [], [], [], [])


def test_what_the_tree_does_not_take_is_told(desk: Client) -> None:
    first, second = CategoryFactory.create(slug="mot"), CategoryFactory.create(slug="hai")
    shelf = CategoryFactory.create(parent=first, slug="ngan")
    answer = desk.post(edit(second), sent(second, slug="mot"))
    assert "đang dùng cho một danh mục khác" in answer.content.decode()
    with pytest.raises(NotAllowedNowError):
        write_category(facts=CategoryFacts(name="Sâu quá", slug="sau"), parent=shelf)
    with pytest.raises(NotAllowedNowError):
        write_category(facts=CategoryFacts(name="Quầy", slug="mot"), parent=second, category=first)
    assert slugs() == ["mot", "hai"]


def test_editor_changes_no_category_and_nobody_deletes_one(client: Client, desk: Client) -> None:
    category = CategoryFactory.create(slug="mot")
    assert desk.post(reverse("danh-muc-hang:delete", args=[category.pk])).status_code == 302
    client.force_login(editor())
    client.post(edit(category), sent(category, slug="hai"))
    assert slugs() == ["mot"]
