"""Pictures that editors send: what is kept, and lies in public, tells neither the place nor the camera."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import ExifTags, Image
from wagtail.images import get_image_model
from wagtail.models import Collection

from cms.editors import set_up_editors
from tests.factories.people import editor

pytestmark = pytest.mark.django_db


def picture(form: str, **options: Any) -> bytes:
    """A picture whose left half is red, before it is turned."""
    source = Image.new("RGB", (600, 400), "white")
    source.paste("red", (0, 0, 300, 400))
    target = io.BytesIO()
    source.save(target, form, **options)
    return target.getvalue()


def of_a_phone() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Máy của chị Lan"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (16.0, 45.0, 0.0)
    return exif


def send(client: Client, address: str, data: bytes, form: str) -> Any:
    """Send a picture as the page does, and return the row that came of it."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Gốc")
    set_up_editors(apps)
    client.force_login(editor())
    file = SimpleUploadedFile(f"anh.{form.lower()}", data, f"image/{form.lower()}")
    name = "files[]" if address.endswith("multiple/add/") else "file"
    prefix = "image-chooser-upload-" if "chooser" in address else ""
    fields = {f"{prefix}title": "Đồi sương", f"{prefix}{name}": file}
    answer = client.post(address, fields, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code in {200, 302}, answer.content.decode()[:500]
    return get_image_model().objects.get()


ADD: dict[str, Callable[[], str]] = {
    "one": lambda: reverse("wagtailimages:add"),
    "several": lambda: reverse("wagtailimages:add_multiple"),
    "chosen": lambda: reverse("wagtailimages_chooser:create"),
}


@pytest.mark.parametrize("way", ADD)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_of_a_picture_is_not_kept_whichever_way_it_came(client: Client, way: str, form: str) -> None:
    sent = picture(form, exif=of_a_phone())
    with Image.open(io.BytesIO(sent)) as opened:
        assert opened.getexif().get_ifd(ExifTags.IFD.GPSInfo) != {}
    made = send(client, ADD[way](), sent, form)
    for kept in (made.file, made.get_rendition("width-480|format-webp").file):
        with kept.open("rb") as file, Image.open(io.BytesIO(file.read())) as opened:
            assert dict(opened.getexif()) == {}
            assert opened.size[1] > opened.size[0]  # upright, as the phone was held
    assert (made.width, made.height) == (400, 600)
    with made.file.open("rb") as file:
        assert Image.open(io.BytesIO(file.read())).format == form


def test_picture_without_a_camera_stays_byte_for_byte(client: Client) -> None:
    sent = picture("PNG")
    made = send(client, ADD["one"](), sent, "PNG")
    with made.file.open("rb") as file:
        assert file.read() == sent


def test_file_that_is_no_picture_is_refused_as_before(client: Client) -> None:
    Collection.get_first_root_node() or Collection.add_root(name="Gốc")
    set_up_editors(apps)
    client.force_login(editor())
    for name, data in (("anh.svg", b"<svg><script>alert(1)</script></svg>"), ("anh.jpg", b"GIF89a khong")):
        client.post(ADD["one"](), {"title": "Xấu", "file": SimpleUploadedFile(name, data)})
    assert get_image_model().objects.count() == 0
