"""Copies of pictures, made in a task and found again when the task was lost."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from marketplace.core.files.imaging import encode_copies
from marketplace.listings.drafting.content import Photo
from marketplace.listings.pictures.cleaning import clean_upload
from marketplace.shop.catalogue.models import ProductImage
from marketplace.shop.catalogue.renditions import render_all, render_missing
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.catalogue.tasks import render_missing_pictures, render_pictures
from tests.factories.catalogue import published_product
from tests.factories.listings import photo, picture_bytes

pytestmark = pytest.mark.django_db


def wide_photo(colour: str) -> Photo:
    return Photo(clean_upload(io.BytesIO(picture_bytes(colour, size=(1000, 500)))), "Rộng")


def test_copies_never_exceed_the_picture() -> None:
    copies = encode_copies(picture_bytes("brown", size=(1000, 500)))
    assert [width for width, _ in copies] == [800, 480, 240]
    sizes = [Image.open(io.BytesIO(data)).size for _, data in copies]
    assert sizes == [(800, 400), (480, 240), (240, 120)]
    assert {Image.open(io.BytesIO(data)).format for _, data in copies} == {"WEBP"}


def test_narrow_picture_gets_one_copy_of_its_own_width() -> None:
    assert [width for width, _ in encode_copies(picture_bytes("brown", size=(210, 300)))] == [210]


def test_task_makes_the_copies_and_tells_the_shelf() -> None:
    product = published_product(photos=[wide_photo("crimson")])
    heard: list[list[int]] = []

    def hear(product_ids: list[int], **_: object) -> None:
        heard.append(product_ids)

    shelf_changed.connect(hear)
    try:
        render_pictures(product.pk)
        render_pictures(product.pk)
    finally:
        shelf_changed.disconnect(hear)
    image = ProductImage.objects.get()
    picture = image.picture("Túi")
    assert image.widths == [240, 480, 800]
    assert heard == [[product.pk]]
    assert (picture.width, picture.height, picture.alt) == (480, 240, "Túi")
    assert picture.src.endswith(".480.webp")
    assert picture.srcset.count(" 240w") == picture.srcset.count(" 800w") == 1
    for width in image.widths:
        assert default_storage.exists(image.original.name.replace(".jpg", f".{width}.webp"))


def test_picture_without_copies_is_shown_in_its_own_size() -> None:
    published_product(photos=[wide_photo("indigo")])
    picture = ProductImage.objects.get().picture()
    assert (picture.srcset, picture.width, picture.height) == ("", 1000, 500)
    assert picture.src.endswith(".jpg")


def test_sweeper_finds_what_a_lost_task_left_and_shared_files_are_made_once() -> None:
    published_product(photos=[photo("orange")])
    published_product(photos=[photo("orange")])
    assert render_missing() == 1
    assert [image.widths for image in ProductImage.objects.all()] == [[240], [240]]
    assert render_missing() == 0


def test_broken_file_does_not_keep_the_others_from_being_made() -> None:
    published_product(photos=[photo("khaki")])
    published_product(photos=[photo("plum")])
    broken = ProductImage.objects.order_by("original").first()
    assert broken is not None
    default_storage.delete(broken.original.name)
    render_missing_pictures()
    assert ProductImage.objects.filter(widths=[240]).count() == 1
    assert ProductImage.objects.get(pk=broken.pk).widths == []


def test_all_pictures_with_two_processes() -> None:
    published_product(photos=[wide_photo("teal"), photo("salmon")])
    done: list[int] = []
    assert render_all(done.append, processes=2) == 2
    assert done == [1, 1]
    assert sorted(len(image.widths) for image in ProductImage.objects.all()) == [1, 3]
    assert render_all() == 0
