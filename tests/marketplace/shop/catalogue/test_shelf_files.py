"""Files of pictures follow their goods off the shelf and back, byte for byte."""

import io
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from marketplace.listings.drafting.content import Photo
from marketplace.listings.models import Listing
from marketplace.listings.pictures.cleaning import clean_upload
from marketplace.listings.services import approve, archive_listing, save_revision, submit_listing
from marketplace.listings.shelf.publishing import publish_revision
from marketplace.shop.catalogue import shelf_files
from marketplace.shop.catalogue.file_models import FileMove
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.catalogue.renditions import render_missing, render_product, store_copies
from marketplace.shop.catalogue.shelf_files import (
    STRAY_AFTER,
    queue_files,
    queue_pictures_of,
    queue_strays,
    settle_waiting,
)
from marketplace.shop.catalogue.tasks import clear_stray_pictures, settle_pictures
from marketplace.shop.order.selectors import read_purchase
from marketplace.stalls.models import Stall
from marketplace.stalls.services import close_stall, reopen_stall, suspend_stall
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft, officer, photo, picture_bytes
from tests.factories.orders import make_order
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_folders() -> Iterator[None]:
    """Names are contents, so files that one test leaves behind would be found by the next."""
    _clear()
    yield
    _clear()


def _clear() -> None:
    for folder in (Path(settings.MEDIA_ROOT) / "goods", Path(settings.PRIVATE_ROOT) / "withheld"):
        for path in folder.rglob("*.*"):
            path.unlink()


def wide(colour: str) -> Photo:
    return Photo(clean_upload(io.BytesIO(picture_bytes(colour, size=(1000, 500)))), "Rộng")


def public_files() -> dict[str, bytes]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in (root / "goods").rglob("*.*")}


def withheld_files() -> dict[str, bytes]:
    root = Path(settings.PRIVATE_ROOT) / "withheld"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.*")}


def shown(colour: str, stall: Stall | None = None) -> Product:
    product = published_product(stall=stall, photos=[wide(colour)])
    render_product(product.pk)
    settle_waiting()
    return product


def test_suspended_stall_takes_its_pictures_along_and_reopening_brings_the_same_bytes_back(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    stall = StallFactory.create()
    shown("crimson", stall)
    shown("teal", stall)
    before = public_files()
    assert len(before) == 8  # two pictures, three copies of each
    with django_capture_on_commit_callbacks(execute=True):
        suspend_stall(stall=stall, reason="Giấy phép hết hạn.")
    assert public_files() == {}
    assert withheld_files() == before
    with django_capture_on_commit_callbacks(execute=True):
        reopen_stall(stall=stall)
    assert public_files() == before
    assert withheld_files() == {}
    assert FileMove.objects.count() == 0


def test_archived_and_closed_take_theirs_along_and_an_approval_brings_them_back() -> None:
    product = shown("crimson")
    before = public_files()
    archive_listing(listing=product.listing)
    settle_waiting()
    assert (public_files(), withheld_files()) == ({}, before)
    publish_revision(revision=product.listing.latest_revision)
    settle_waiting()
    assert (public_files(), withheld_files()) == (before, {})
    close_stall(stall=Stall.objects.get(products=product))
    settle_waiting()
    assert (public_files(), withheld_files()) == ({}, before)


def test_nothing_moves_when_goods_leave_in_a_transaction_that_fails() -> None:
    stall = StallFactory.create()
    shown("crimson", stall)
    before = public_files()
    with pytest.raises(Exception, match="lý do"):
        suspend_stall(stall=stall, reason=" ")
    settle_waiting()
    assert (public_files(), withheld_files()) == (before, {})


def test_shared_picture_stays_as_long_as_one_of_its_goods_is_shown() -> None:
    first, second = shown("crimson"), shown("crimson")
    before = public_files()
    archive_listing(listing=first.listing)
    settle_waiting()
    assert (public_files(), withheld_files()) == (before, {})
    archive_listing(listing=second.listing)
    settle_waiting()
    assert (public_files(), withheld_files()) == ({}, before)


def test_worker_that_dies_midway_leaves_rows_and_the_next_one_finishes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stall = StallFactory.create()
    for colour in ("crimson", "teal", "navy"):
        shown(colour, stall)
    before = public_files()
    suspend_stall(stall=stall, reason="Giấy phép hết hạn.")
    monkeypatch.setattr(shelf_files, "BATCH", 1)
    move, moved = shelf_files._move, list[str]()

    def die_at_the_sixth(*there: object) -> None:
        moved.append(str(there))
        if len(moved) == 6:
            raise KeyboardInterrupt
        move(*there)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(shelf_files, "_move", die_at_the_sixth)
    with pytest.raises(KeyboardInterrupt):
        settle_waiting()
    assert 0 < len(public_files()) < len(before)
    assert FileMove.objects.count() > 0
    monkeypatch.setattr(shelf_files, "_move", move)
    settle_pictures()
    assert (public_files(), withheld_files(), FileMove.objects.count()) == ({}, before, 0)


def test_goods_that_return_before_anybody_moved_a_file_lose_none() -> None:
    stall = StallFactory.create()
    shown("crimson", stall)
    before = public_files()
    suspend_stall(stall=stall, reason="Giấy phép hết hạn.")
    reopen_stall(stall=stall)
    assert FileMove.objects.count() == 1
    assert settle_waiting() == 1
    assert (public_files(), withheld_files()) == (before, {})


def test_copy_that_broke_off_is_written_again() -> None:
    product = shown("crimson")
    before = public_files()
    image = ProductImage.objects.get()
    default_storage.delete(image.original.name)
    archive_listing(listing=product.listing)
    settle_waiting()
    storages["private"].save(f"withheld/{image.original.name}", ContentFile(before[image.original.name]))
    default_storage.save(image.original.name, ContentFile(b"\xff\xd8half"))
    publish_revision(revision=product.listing.latest_revision)
    settle_waiting()
    assert (public_files(), withheld_files()) == (before, {})


def test_file_that_cannot_be_moved_waits_and_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    stall = StallFactory.create()
    bad, good = shown("crimson", stall), shown("teal", stall)
    name = ProductImage.objects.get(product=bad).original.name
    suspend_stall(stall=stall, reason="Giấy phép hết hạn.")
    move = shelf_files._move

    def full_disk(source: object, here: str, *there: object) -> None:
        if here == name:
            raise OSError(28, "No space left on device")
        move(source, here, *there)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(shelf_files, "_move", full_disk)
    assert settle_waiting() == 1
    assert list(FileMove.objects.values_list("original", flat=True)) == [name]
    assert not default_storage.exists(ProductImage.objects.get(product=good).original.name)
    monkeypatch.setattr(shelf_files, "_move", move)
    assert settle_waiting() == 1
    assert public_files() == {}


def test_copies_are_made_for_goods_on_the_shelf_only_and_late_ones_are_put_away() -> None:
    product = published_product(photos=[wide("crimson")])
    image = ProductImage.objects.get()
    archive_listing(listing=product.listing)
    settle_waiting()
    assert render_missing() == 0
    # A worker read the file while it was still on display, and is done only now.
    store_copies(image.original.name, [(240, b"late")])
    queue_pictures_of([product.pk])
    settle_waiting()
    assert public_files() == {}


def test_picture_that_no_product_has_any_more_is_deleted_in_both_places() -> None:
    product = shown("crimson")
    save_revision(listing=product.listing, photos=[photo("teal")])
    Listing.objects.get(pk=product.listing.pk).latest_revision.publish()
    settle_waiting()
    image = ProductImage.objects.get()
    assert image.digest == photo("teal").picture.digest
    assert [name for name in public_files() if image.digest not in name] == []
    assert withheld_files() == {}


def test_picture_of_an_approval_that_failed_is_not_left_in_public() -> None:
    kept, user = shown("crimson"), officer()
    waiting = submit_listing(listing=listing_draft(photos=[photo("teal")]))

    with suppress(DatabaseError), transaction.atomic():
        approve(task_state=waiting, user=user)
        raise DatabaseError
    image = ProductImage.objects.get(product=kept)
    stray = photo("teal").picture.digest
    assert {name for name in public_files() if stray in name} == {f"goods/{stray[:2]}/{stray}.jpg"}

    assert queue_strays() == 0  # an approval may still be at work
    hour_ago = time.time() - STRAY_AFTER.total_seconds() - 1
    for name in public_files():
        os.utime(Path(settings.MEDIA_ROOT) / name, (hour_ago, hour_ago))
    clear_stray_pictures()
    assert {name for name in public_files() if image.digest not in name} == set()
    assert image.original.name in public_files()
    assert withheld_files() == {}
    assert approve(task_state=waiting, user=user).live
    assert f"goods/{stray[:2]}/{stray}.jpg" in public_files()


def test_no_public_folder_holds_no_stray() -> None:
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "goods", ignore_errors=True)
    assert queue_strays() == 0


def test_buyer_goes_on_seeing_what_was_bought_and_nobody_else_does() -> None:
    product = shown("crimson")
    placement = make_order((product, 1))
    other = make_order((shown("teal"), 1))
    image = ProductImage.objects.get(product=product)
    key = {"number": placement.order.number, "token": placement.token}

    def address_of_picture() -> str:
        picture = read_purchase(placement=placement).parts[0].lines[0].picture
        assert picture is not None
        return picture.src

    assert address_of_picture() == default_storage.url(image.original.name.replace(".jpg", ".480.webp"))
    copy = public_files()[image.original.name.replace(".jpg", ".480.webp")]
    archive_listing(listing=product.listing)
    for _ in range(2):  # before the file has moved, and after
        address = address_of_picture()
        assert address == f"/don-hang/{key['number']}/{key['token']}/anh/{image.pk}/"
        answer = Client().get(address)
        assert b"".join(answer) == copy
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["Cache-Control"] == "private, no-store"
        settle_waiting()
    for wrong in (
        address.replace(key["token"], "x" * 32),
        address.replace(key["token"], other.token),
        f"/don-hang/{other.order.number}/{other.token}/anh/{image.pk}/",
        address.replace(f"/anh/{image.pk}/", "/anh/999999/"),
    ):
        assert Client().get(wrong).status_code == 404


def test_two_thousand_rows_are_written_in_a_few_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(8):
        queue_files(f"goods/{number:04d}.jpg" for number in range(2000))
    queue_files(["goods/0001.jpg"])
    assert FileMove.objects.count() == 2000
