"""What an entry says of a product that has variants, shelves and pictures."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.core.caching.kept_pages import current_mark
from marketplace.shop.catalogue.models import Product
from marketplace.shop.partner.models import StockRecord
from search.indexing import sync
from search.models import IndexState, ProductEntry, Word
from tests.factories.catalogue import buyable
from tests.search.helpers import ask, category, on_shelf

pytestmark = pytest.mark.django_db


def entry_of(product: Product) -> ProductEntry:
    """Return the entry as it is made now."""
    assert sync.index_products([product.pk]) == {}
    return ProductEntry.objects.get(pk=product.pk)


def test_price_is_that_of_the_cheapest_variant_that_is_left_and_of_all_where_none_is() -> None:
    tea = on_shelf("Trà vằng", price=30_000, variants=3)
    records = StockRecord.objects.filter(product__in=buyable(tea))
    records.filter(price=30_000).update(num_in_stock=0)
    entry = entry_of(tea)
    assert (entry.price, entry.in_stock, entry.has_variants) == (60_000, True, True)
    records.update(num_in_stock=0)
    entry = entry_of(tea)
    assert (entry.price, entry.in_stock) == (30_000, False)


def test_variant_that_was_taken_off_display_is_no_offer() -> None:
    tea = on_shelf("Trà vằng", price=30_000, variants=2)
    cheap, _dear = buyable(tea)
    Product.objects.filter(pk=cheap.pk).update(is_public=False)
    entry = entry_of(tea)
    assert (entry.price, entry.has_variants) == (60_000, False)


def test_goods_of_two_categories_stand_on_the_shelf_that_comes_first_in_the_tree() -> None:
    drinks, gifts = category("Đồ uống", "do-uong"), category("Quà biếu", "qua-bieu")
    tea, coffee = on_shelf("Trà", category=gifts), on_shelf("Cà phê", category=drinks)
    tea.categories.add(drinks)
    coffee.categories.add(gifts)
    assert [entry_of(one).category_slug for one in (tea, coffee)] == ["do-uong", "do-uong"]
    assert ask(category="qua-bieu").total == 0


def test_card_shows_the_picture_that_stands_first_and_not_the_one_that_came_first() -> None:
    tea = on_shelf("Trà vằng")
    tea.images.update(display_order=1)
    picture = tea.images.get()
    came_first, picture.pk, picture.display_order = picture.original.name, None, 0
    picture.original = "images/products/khac.webp"
    picture.save()
    assert list(tea.images.order_by("pk").values_list("original", flat=True)) == [
        came_first,
        "images/products/khac.webp",
    ]
    assert entry_of(tea).picture_name == "images/products/khac.webp"


def test_sales_leave_what_is_kept_of_counts_and_pages_and_a_price_does_not(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    tea = on_shelf("Trà vằng")
    version, mark = IndexState.objects.get().version, current_mark()
    Product.objects.filter(pk=tea.pk).update(sold_count=7)
    with django_capture_on_commit_callbacks(execute=True):
        assert entry_of(tea).sold_count == 7
    assert (IndexState.objects.get().version, current_mark()) == (version, mark)
    StockRecord.objects.filter(product=tea).update(price=1_000)
    with django_capture_on_commit_callbacks(execute=True):
        assert entry_of(tea).price == 1_000
    assert IndexState.objects.get().version == version + 1
    assert current_mark() != mark


def test_goods_that_nobody_may_promote_are_queued_for_a_struck_price_alone() -> None:
    wine, other = on_shelf("Rượu men lá"), on_shelf("Rượu cần")
    label = {"label_group": "alcohol", "label_data": {"ethanol_percent": "40"}}
    Product.objects.filter(pk__in=(wine.pk, other.pk)).update(**label)
    assert sync.queue_ended_promotions() == 0
    ProductEntry.objects.filter(pk=wine.pk).update(price_was=120_000)
    assert sync.queue_ended_promotions() == 1
    assert sync.index_waiting() == 1
    assert entry_of(wine).price_was is None
    assert sync.queue_ended_promotions() == 0


def test_words_longer_than_any_are_not_counted_and_part_their_neighbours() -> None:
    on_shelf(f"Trà {'x' * 33} vằng {'y' * 32}")
    counted = set(Word.objects.values_list("left", "right"))
    assert {("trà", ""), ("vằng", ""), ("y" * 32, ""), ("vằng", "y" * 32)} <= counted
    assert not {left for left, _right in counted} & {"x" * 33}
    assert ("trà", "vằng") not in counted
