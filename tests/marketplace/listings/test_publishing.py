"""The one door to the shelf."""

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.listings.errors import ListingProblemError, StallInactiveError
from marketplace.listings.models import Listing
from marketplace.listings.services import archive_listing, save_revision, take_down
from marketplace.listings.shelf.offers import change_price, change_stock
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall
from marketplace.stalls.services import suspend_stall
from tests.factories.catalogue import CategoryFactory, buyable, published_product
from tests.factories.listings import LABEL, listing_draft, photo, price_of
from tests.factories.stalls import StallFactory
from tests.marketplace.listings.shelf import assert_shelf_invariants

pytestmark = pytest.mark.django_db


def publish(listing: Listing) -> Product:
    listing.latest_revision.publish()
    product: Product = Product.objects.get(listing=listing)
    return product


def test_draft_puts_nothing_on_the_shelf() -> None:
    listing = listing_draft()
    assert listing.live is False
    assert list(Product.objects.all()) == []
    assert list(StockRecord.objects.all()) == []


def test_one_variant_becomes_a_standalone_product_with_all_that_was_approved() -> None:
    category = CategoryFactory.create()
    product = published_product(
        category=category, price=125_000, stock=7, title="Cà phê Đồi Sương", ocop_stars=4
    )
    listing = product.listing
    record = StockRecord.objects.get()
    assert product.structure == Product.STANDALONE
    assert product.slug == "ca-phe-doi-suong"
    assert product.get_absolute_url() == "/san-pham/ca-phe-doi-suong/"
    assert (product.unit, product.net_unit, product.weight_g) == ("túi 250 g", "g", 300)
    assert (product.ocop_stars, product.ocop_decision_no) == (4, "1178/QĐ-UBND")
    assert product.label_data == LABEL
    assert product.origin_ward == listing.origin_ward
    assert list(product.categories.all()) == [category]
    assert product.product_class.slug == "hang-hoa"
    assert (record.product, record.price, record.num_in_stock, record.num_allocated) == (
        product,
        125_000,
        7,
        None,
    )
    assert (record.partner, record.price_currency) == (Stall.objects.get().partner, "VND")
    assert assert_shelf_invariants() == 1


def test_several_variants_become_a_parent_with_children_in_their_order() -> None:
    product = published_product(variants=3, price=50_000)
    children = buyable(product)
    assert product.structure == Product.PARENT
    assert [child.position for child in children] == [0, 1, 2]
    assert [StockRecord.objects.get(product=child).price for child in children] == [50_000, 100_000, 150_000]
    assert not StockRecord.objects.filter(product=product).exists()
    assert children[0].get_absolute_url() == product.get_absolute_url()
    assert assert_shelf_invariants() == 4


def test_same_title_twice_gets_two_addresses() -> None:
    first = published_product(title="Cà phê Đồi Sương")
    second = published_product(title="Cà phê Đồi Sương")
    assert first.slug == "ca-phe-doi-suong"
    assert second.slug == f"ca-phe-doi-suong-{second.listing.pk}"


def test_new_title_keeps_the_address_and_the_first_day_on_the_shelf() -> None:
    product = published_product(title="Cà phê Đồi Sương")
    save_revision(listing=product.listing, content={"title": "Cà phê Đồi Gió"})
    again = publish(Listing.objects.get())
    assert again.pk == product.pk
    assert (again.title, again.slug) == ("Cà phê Đồi Gió", "ca-phe-doi-suong")
    assert again.published_at == product.published_at
    assert Product.objects.count() == 1
    assert assert_shelf_invariants() == 1


def test_edit_leaves_the_product_on_display_as_it_was() -> None:
    product = published_product(title="Cà phê Đồi Sương")
    save_revision(listing=product.listing, content={"title": "Thuốc tiên"}, photos=[photo("red")])
    product.refresh_from_db()
    listing = Listing.objects.get()
    assert (product.title, product.is_public) == ("Cà phê Đồi Sương", True)
    assert (listing.title, listing.live, listing.has_unpublished_changes) == ("Cà phê Đồi Sương", True, True)
    assert ProductImage.objects.get().digest == photo().picture.digest
    assert assert_shelf_invariants() == 1


def test_price_and_stock_survive_the_next_approval() -> None:
    product = published_product(price=98_000, stock=12)
    listing = product.listing
    change_price(listing=listing, sku=product.sku, price=105_000, price_was=120_000)
    change_stock(listing=listing, sku=product.sku, stock=3)
    StockRecord.objects.update(num_allocated=2)
    save_revision(
        listing=listing,
        content={"description": "Rang lại."},
        variants=[price_of(1_000, 999, sku=product.sku, name="Túi mới")],
    )
    publish(Listing.objects.get())
    record = StockRecord.objects.get()
    assert (record.price, record.price_was, record.num_in_stock, record.num_allocated) == (
        105_000,
        120_000,
        3,
        2,
    )
    assert Product.objects.get().description == "Rang lại."


def test_no_revision_holds_a_price_or_a_stock() -> None:
    listing = published_product(variants=2).listing
    content = listing.latest_revision.content
    words = {key for row in (content, *content["variants"], *content["pictures"]) for key in row}
    assert {word for word in words if "price" in word or "stock" in word or "offer" in word} == set()


def test_second_variant_moves_the_stockrecord_untouched_to_a_child() -> None:
    product = published_product(price=98_000, stock=12)
    sku = product.sku
    record = StockRecord.objects.get()
    StockRecord.objects.update(num_allocated=4, price=91_000)
    save_revision(
        listing=product.listing,
        variants=[price_of(1, 1, sku=sku), price_of(180_000, 6, sku="BIG", name="Túi to")],
    )
    parent = publish(Listing.objects.get())
    assert parent.pk == product.pk
    assert (parent.structure, parent.sku, parent.slug) == (Product.PARENT, "", product.slug)
    old, new = buyable(parent)
    moved = StockRecord.objects.get(product=old)
    assert (old.sku, new.sku) == (sku, "BIG")
    assert (moved.pk, moved.price, moved.num_in_stock, moved.num_allocated) == (record.pk, 91_000, 12, 4)
    assert StockRecord.objects.get(product=new).num_in_stock == 6
    assert assert_shelf_invariants() == 3


def test_removed_variant_is_hidden_and_kept_and_comes_back_with_its_stock() -> None:
    product = published_product(variants=2, stock=5)
    kept, removed = buyable(product)
    StockRecord.objects.filter(product=removed).update(num_in_stock=77)
    save_revision(listing=product.listing, variants=[price_of(1, sku=kept.sku)])
    publish(Listing.objects.get())
    removed.refresh_from_db()
    assert not removed.is_public
    assert assert_shelf_invariants() == 2

    save_revision(
        listing=Listing.objects.get(),
        variants=[price_of(1, sku=kept.sku), price_of(1, sku=removed.sku, name="Cũ")],
    )
    publish(Listing.objects.get())
    removed.refresh_from_db()
    assert removed.is_public
    assert StockRecord.objects.get(product=removed).num_in_stock == 77
    assert assert_shelf_invariants() == 3


def test_pictures_go_public_under_the_name_of_their_content() -> None:
    product = published_product(photos=[photo("green"), photo("navy")])
    images = list(ProductImage.objects.filter(product=product).order_by("display_order"))
    assert [image.digest for image in images] == [photo("green").picture.digest, photo("navy").picture.digest]
    assert images[0].original.name == f"goods/{images[0].digest[:2]}/{images[0].digest}.jpg"
    assert (images[0].width, images[0].height) == (320, 240)
    assert all(default_storage.exists(image.original.name) for image in images)


def test_picture_of_a_draft_is_not_public() -> None:
    listing = listing_draft(photos=[photo("teal")])
    digest = listing.pictures.get().digest
    assert not default_storage.exists(f"goods/{digest[:2]}/{digest}.jpg")


def test_changed_pictures_keep_those_that_stay_and_drop_files_that_nobody_shows(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        product = published_product(photos=[photo("olive"), photo("purple")])
        published_product(photos=[photo("silver")])
    stays = ProductImage.objects.get(digest=photo("olive").picture.digest)
    goes = ProductImage.objects.get(digest=photo("purple").picture.digest)
    assert stays.widths == [240]
    save_revision(listing=product.listing, photos=[photo("silver"), photo("olive")])
    with django_capture_on_commit_callbacks(execute=True):
        publish(Listing.objects.get(product=product))
    images = list(ProductImage.objects.filter(product=product).order_by("display_order"))
    assert [image.digest for image in images] == [photo("silver").picture.digest, stays.digest]
    assert images[1].pk == stays.pk
    assert images[1].widths == [240]
    assert not default_storage.exists(goes.original.name)
    assert not default_storage.exists(goes.original.name.replace(".jpg", ".240.webp"))
    assert default_storage.exists(images[0].original.name)


def test_shelf_tells_of_the_product_that_has_the_page_in_the_same_transaction() -> None:
    heard: list[tuple[list[int], bool]] = []

    def hear(product_ids: list[int], **_: object) -> None:
        heard.append((product_ids, transaction.get_connection().in_atomic_block))

    shelf_changed.connect(hear)
    try:
        product = published_product(variants=2)
    finally:
        shelf_changed.disconnect(hear)
    assert heard == [([product.pk], True)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"label_data": {**LABEL, "ingredients": " "}}, "Thành phần"),
        ({"label_group": "khong-co"}, "nhóm nhãn"),
        ({"ocop_stars": 4, "ocop_decision_no": ""}, "số quyết định"),
        ({"photos": []}, "tấm ảnh"),
        ({"variants": []}, "quy cách"),
    ],
)
def test_incomplete_listing_is_refused_and_nothing_is_written(content: dict[str, object], words: str) -> None:
    listing = listing_draft(**content)  # type: ignore[arg-type]  # one of several keywords
    with pytest.raises(ListingProblemError, match=words):
        listing.latest_revision.publish()
    listing.refresh_from_db()
    assert (listing.live, listing.live_revision, listing.first_published_at) == (False, None, None)
    assert list(Product.objects.all()) == []


def test_variant_without_a_price_is_refused() -> None:
    listing = listing_draft()
    listing.offers.all().delete()
    with pytest.raises(ListingProblemError, match="chưa có giá"):
        listing.latest_revision.publish()
    assert list(Product.objects.all()) == []


def test_stall_that_is_suspended_publishes_nothing() -> None:
    listing = listing_draft()
    suspend_stall(stall=listing.stall, reason="Thiếu giấy tờ")
    with pytest.raises(StallInactiveError):
        listing.latest_revision.publish()
    assert list(Product.objects.all()) == []


def test_code_of_another_listing_of_the_stall_is_refused() -> None:
    stall = StallFactory.create()
    published_product(stall=stall)
    sku = StockRecord.objects.get().partner_sku
    listing = listing_draft(stall=stall, variants=[price_of(1_000, sku=sku)])
    with pytest.raises(ListingProblemError, match="mặt hàng khác"):
        listing.latest_revision.publish()
    assert Product.objects.count() == 1


def test_taken_down_listing_leaves_the_shelf_and_keeps_its_rows() -> None:
    product = published_product(variants=2)
    take_down(listing=product.listing, reason="Ảnh không đúng hàng")
    assert list(Product.objects.filter(is_public=True)) == []
    assert Product.objects.count() == 3
    assert StockRecord.objects.count() == 2
    listing = Listing.objects.get()
    assert (listing.live, listing.product_id) == (False, product.pk)


def test_archived_listing_leaves_the_shelf() -> None:
    product = published_product()
    archive_listing(listing=product.listing)
    product.refresh_from_db()
    assert product.is_public is False
    assert Listing.objects.get().archived_at is not None


def test_approved_again_after_a_take_down_it_is_the_same_product() -> None:
    product = published_product()
    take_down(listing=product.listing, reason="Ảnh không đúng hàng")
    save_revision(listing=Listing.objects.get(), content={"description": "Đã sửa."})
    again = publish(Listing.objects.get())
    assert (again.pk, again.slug, again.is_public) == (product.pk, product.slug, True)
    assert assert_shelf_invariants() == 1


@pytest.mark.parametrize("missing", ["approved_revision", "stall"])
def test_database_refuses_a_public_product_that_nobody_approved(missing: str) -> None:
    product = published_product()
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**{missing: None})
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.create(
            title="Hàng lậu", slug="hang-lau", product_class=product.product_class, is_public=True
        )
    assert Product.objects.count() == 1
