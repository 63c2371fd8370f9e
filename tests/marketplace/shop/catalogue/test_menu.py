"""The menu of aisles is asked for on every page, so it is kept."""

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from marketplace.shop.catalogue.models import Category
from marketplace.shop.catalogue.selectors import goods_class, menu_tree
from tests.factories.catalogue import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def aisles(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        top = CategoryFactory.create(
            name="Cà phê, gia vị", name_en="Coffee and spices", slug="ca-phe-gia-vi", motif="pouch:beans"
        )
        CategoryFactory.create(name="Hồ tiêu", slug="ho-tieu", parent=top)
        CategoryFactory.create(name="Kín", slug="kin", is_public=False)


def test_menu_has_two_levels_of_public_aisles_in_the_language_of_the_page() -> None:
    (vietnamese,) = menu_tree("vi")
    (english,) = menu_tree("en")
    assert (vietnamese.name, vietnamese.url, vietnamese.motif) == (
        "Cà phê, gia vị",
        "/danh-muc/ca-phe-gia-vi/",
        "pouch:beans",
    )
    assert [(child.name, child.url) for child in vietnamese.children] == [("Hồ tiêu", "/danh-muc/ho-tieu/")]
    assert (english.name, english.url) == ("Coffee and spices", "/en/danh-muc/ca-phe-gia-vi/")
    assert english.children[0].name == "Hồ tiêu"


def test_menu_is_read_once_and_again_after_a_change(
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    menu_tree("vi")
    with django_assert_num_queries(0):
        menu_tree("vi")
    category = Category.objects.get(slug="ho-tieu")
    category.name = "Tiêu Cùa"
    with django_capture_on_commit_callbacks(execute=True):
        category.save()
    assert menu_tree("vi")[0].children[0].name == "Tiêu Cùa"


def test_there_is_one_class_of_goods_with_stock_and_shipping() -> None:
    assert goods_class() == goods_class()
    assert (goods_class().track_stock, goods_class().requires_shipping) == (True, True)
