"""The picture of a public report: what comes in at the door, what is kept of it, and for how long."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from marketplace.core.files.imaging import take_heif
from marketplace.oversight import report_views
from marketplace.oversight.models import Report, ReviewReason
from marketplace.oversight.setup import load_rows
from marketplace.oversight.tasks import clear_stray_pictures
from marketplace.shop.catalogue.models import Product
from tests.factories.catalogue import published_product
from tests.factories.listings import picture_bytes, stored_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows() -> None:
    load_rows(apps)
    cache.clear()


@pytest.fixture
def product() -> Product:
    return published_product(title="Cao chè vằng")


def kept() -> set[Path]:
    """Return every file in private storage."""
    return {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}


def report(client: Client, product: Product, data: bytes | None, **changes: Any) -> Any:
    sent: dict[str, Any] = {"reason": ReviewReason.objects.get(code="pa-hang-gia").pk, "text": "Tem lạ."}
    if data is not None:
        sent["picture"] = SimpleUploadedFile("anh.jpg", data, "image/jpeg")
    return client.post(f"/phan-anh/?mon={product.slug}", {**sent, **changes})


def stored() -> bytes:
    with storages["private"].open(Report.objects.get().picture) as file:
        data: bytes = file.read()
    return data


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def test_phones_heic_becomes_a_jpeg(client: Client, product: Product) -> None:
    take_heif()
    assert report(client, product, picture_bytes("teal", form="HEIF")).status_code == 302
    with Image.open(io.BytesIO(stored())) as image:
        assert (image.format, image.size) == ("JPEG", (320, 240))
    page = client.get(f"/phan-anh/?mon={product.slug}").content.decode()
    assert 'accept="image/jpeg,image/png,image/webp,image/avif,image/heic,.heic"' in page


def test_place_and_owner_of_the_camera_are_forgotten(client: Client, product: Product) -> None:
    source = Image.new("RGB", (400, 300), "white")
    exif = source.getexif()
    exif[0x010F] = "May cua chi Lan"
    exif.get_ifd(0x8825)[2] = (16.0, 49.0, 6.0)
    sent = encoded(source, "JPEG", exif=exif)
    with Image.open(io.BytesIO(sent)) as image:
        assert dict(image.getexif().get_ifd(0x8825)) == {2: (16.0, 49.0, 6.0)}
    assert report(client, product, sent).status_code == 302
    with Image.open(io.BytesIO(stored())) as image:
        assert dict(image.getexif()) == {}
        assert dict(image.getexif().get_ifd(0x8825)) == {}
    assert b"May cua chi Lan" not in stored()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_second_file_behind_a_picture_is_left_behind(client: Client, product: Product, form: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("ma.html", "<script>alert(1)</script>")
    sent = picture_bytes("teal", form=form) + b"<script>alert(1)</script>" + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(sent))
    assert report(client, product, sent).status_code == 302
    assert not zipfile.is_zipfile(io.BytesIO(stored()))
    assert b"<script>" not in stored()
    assert stored()[:3] == b"\xff\xd8\xff"


# Made by the test that sends them, not by every process that gathers tests.
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: encoded(Image.new("1", (10_000, 6_000)), "PNG"), "Ảnh có quá nhiều điểm ảnh."),
        (lambda: encoded(Image.new("1", (20_000, 20_000)), "PNG"), "Ảnh có quá nhiều điểm ảnh."),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Tệp này không phải ảnh"),
        (lambda: b"<html><script>alert(1)</script></html>" + picture_bytes("teal"), "Tệp này không phải ảnh"),
        (lambda: picture_bytes("teal")[:200], "Tệp này không phải ảnh"),
        (lambda: picture_bytes("teal", size=(100, 100)), "Ảnh nhỏ quá"),
    ],
    ids=["60 megapixels", "400 megapixels", "svg", "page before a picture", "half a picture", "tiny"],
)
def test_what_cannot_be_taken_is_told_in_a_sentence_and_keeps_nothing(
    client: Client, product: Product, make: Callable[[], bytes], words: str
) -> None:
    before = kept()
    answer = report(client, product, make())
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Tem lạ." in answer.content.decode()
    assert Report.objects.count() == 0
    assert kept() == before


def test_wrong_form_keeps_no_picture(client: Client, product: Product) -> None:
    before = kept()
    assert report(client, product, picture_bytes("teal"), email="khong-phai").status_code == 422
    assert kept() == before


def test_limit_is_asked_before_the_picture_is_looked_at(
    client: Client, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [report(client, product, None).status_code for _number in range(5)] == [302] * 5
    before = kept()

    def looked(_file: object) -> None:
        raise AssertionError("looked at")

    monkeypatch.setattr(report_views, "clean_picture", looked)
    assert report(client, product, picture_bytes("teal")).status_code == 429
    assert kept() == before
    assert Report.objects.count() == 5


def test_picture_that_was_refused_is_no_report(client: Client, product: Product) -> None:
    assert [report(client, product, b"<svg/>").status_code for _number in range(5)] == [422] * 5
    assert report(client, product, picture_bytes("teal")).status_code == 302


def test_pictures_cannot_be_tried_for_ever(client: Client, product: Product) -> None:
    codes = [report(client, product, b"<svg/>").status_code for _number in range(21)]
    assert codes == [422] * 20 + [429]
    assert report(client, product, None).status_code == 302


def aged(name: str, age: timedelta) -> Path:
    path = Path(settings.PRIVATE_ROOT) / name
    then = (timezone.now() - age).timestamp()
    os.utime(path, (then, then))
    return path


def test_sweeper_removes_what_no_report_has_and_nothing_else(client: Client, product: Product) -> None:
    assert report(client, product, picture_bytes("teal")).status_code == 302
    used = aged(Report.objects.get().picture, timedelta(days=400))
    storage = storages["private"]
    old, young = (storage.save(f"reports/{name}.jpg", ContentFile(b"x")) for name in ("cu", "moi"))
    left = aged(old, timedelta(hours=25))
    fresh = aged(young, timedelta(hours=23))
    of_goods = aged(stored_picture("navy").name, timedelta(days=400))
    clear_stray_pictures()
    assert {path: path.exists() for path in (used, left, fresh, of_goods)} == {
        used: True,
        left: False,
        fresh: True,
        of_goods: True,
    }


def test_sweeper_finds_nothing_where_nobody_ever_reported() -> None:
    clear_stray_pictures()


def test_two_reports_with_one_picture_have_a_file_each(client: Client, product: Product) -> None:
    for _number in range(2):
        assert report(client, product, picture_bytes("teal")).status_code == 302
    names = list(Report.objects.values_list("picture", flat=True))
    assert len(set(names)) == 2
    assert all(name.startswith("reports/") for name in names)
    assert len(set(Report.objects.values_list("picture_digest", flat=True))) == 1
