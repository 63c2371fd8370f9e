"""Pictures that editors send: what is kept, and lies in public, tells neither the place nor the camera."""

import gc
import hashlib
import io
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import ExifTags, Image
from wagtail.images import get_image_model
from wagtail.images.rect import Rect
from wagtail.models import Collection

from cms import bare_pictures
from cms.bare_pictures import bare_kept_pictures
from cms.editors import set_up_editors
from cms.pictures import SPECS
from tests.factories.people import editor

pytestmark = pytest.mark.django_db


def picture(form: str, **options: Any) -> bytes:
    """A picture whose left half is red, before it is turned."""
    source = Image.new("RGB", (600, 400), "white")
    source.paste("red", (0, 0, 300, 400))
    target = io.BytesIO()
    source.save(target, form, **options)
    return target.getvalue()


# What an article shows, and what the back office itself does.
COPIES = (*SPECS, "max-165x165")


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


def frames(form: str, **options: Any) -> bytes:
    """Three frames of different colours, shown for different times."""
    made = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    target = io.BytesIO()
    made[0].save(target, form, save_all=True, append_images=made[1:], **options)
    return target.getvalue()


def words_of(data: bytes) -> tuple[dict[Any, Any], bool]:
    """What is written beside a picture: its EXIF, and whether there is anything else that tells."""
    with Image.open(io.BytesIO(data)) as opened:
        opened.load()
        return dict(opened.getexif()), bool(
            {"xmp", "comment", "photoshop", "XML:com.adobe.xmp"} & {*opened.info}
        )


def test_photograph_with_a_second_picture_in_it_as_phones_make_them_keeps_no_place(client: Client) -> None:
    sent = frames("MPO", exif=of_a_phone())
    with Image.open(io.BytesIO(sent)) as opened:
        assert (opened.format, getattr(opened, "n_frames", 1)) == ("MPO", 3)
        assert opened.getexif().get_ifd(ExifTags.IFD.GPSInfo) != {}
    made = send(client, ADD["one"](), sent, "JPEG")
    with made.file.open("rb") as file:
        kept = file.read()
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, getattr(opened, "n_frames", 1), opened.size) == ("JPEG", 1, (48, 64))
    assert words_of(kept) == ({}, False)


def test_moving_picture_keeps_its_frames_and_their_times_and_no_place(client: Client) -> None:
    sent = frames("WEBP", exif=of_a_phone(), duration=[100, 200, 300], loop=2, lossless=True)
    made = send(client, ADD["one"](), sent, "WEBP")
    with made.file.open("rb") as file:
        kept = file.read()
    assert words_of(kept) == ({}, False)
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, getattr(opened, "n_frames", 1), opened.info["loop"]) == ("WEBP", 3, 2)
        times = []
        for number in range(3):
            opened.seek(number)
            opened.load()
            times.append(opened.info["timestamp"])
    with Image.open(io.BytesIO(sent)) as opened:
        for number in range(3):
            opened.seek(number)
            opened.load()
            assert opened.info["timestamp"] == times[number]


def test_words_beside_a_picture_other_than_exif_are_not_kept(client: Client) -> None:
    place = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Cam Lo 16.8N</x:xmpmeta>"
    for form, sent in (
        ("JPEG", picture("JPEG", comment=b"Cam Lo 16.8N")),
        ("JPEG", picture("JPEG", xmp=place)),
        ("WEBP", picture("WEBP", xmp=place)),
    ):
        get_image_model().objects.all().delete()
        assert b"Cam Lo" in sent
        made = send(client, ADD["one"](), sent, form)
        with made.file.open("rb") as file:
            assert b"Cam Lo" not in file.read()


def sent_before_the_mend(form: str = "JPEG", title: str = "Đồi sương", **options: Any) -> Any:
    """A picture as an editor sent it when the form kept it as it was, with a copy that readers see."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Gốc")
    data = picture(form, **({"exif": of_a_phone()} | options))
    made = get_image_model().objects.create(title=title, file=ContentFile(data, f"anh.{form.lower()}"))
    made.get_renditions(*COPIES)
    return made


def in_public() -> set[str]:
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_sweep_takes_the_place_out_of_what_lies_in_public_and_of_its_copies(form: str) -> None:
    others = in_public()
    made = sent_before_the_mend(form)
    old = made.file.name
    before = in_public() - others
    assert len(before) == 5
    telling = {path for path in before if words_of(Path(path).read_bytes()) != ({}, False)}
    # Wagtail writes on what the original says, but not into WebP.
    assert len(telling) == (1 if form == "WEBP" else 2)

    assert bare_kept_pictures() == 1

    row = get_image_model().objects.get()
    after = in_public() - others
    assert len(after) == 5
    assert after.isdisjoint(before)  # under new names, so that no cache goes on showing the old bytes
    assert row.file.name != old
    for path in after:
        assert words_of(Path(path).read_bytes()) == ({}, False)
    kept = Path(row.file.path).read_bytes()
    assert (row.width, row.height, row.file_size) == (400, 600, len(kept))
    assert row.file_hash == hashlib.sha1(kept, usedforsecurity=False).hexdigest()
    assert {one.filter_spec for one in row.renditions.all()} == set(COPIES)

    assert bare_kept_pictures() == 0
    assert in_public() - others == after
    assert get_image_model().objects.get().file.name == row.file.name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("orientation", "spot"), [(6, None), (1, Rect(10, 10, 110, 110))])
def test_sweep_forgets_the_spot_that_was_marked_where_it_turns_the_picture(
    orientation: int, spot: Rect | None
) -> None:
    exif = of_a_phone()
    exif[ExifTags.Base.Orientation] = orientation
    made = sent_before_the_mend(exif=exif)
    made.set_focal_point(Rect(10, 10, 110, 110))
    made.save()
    assert bare_kept_pictures() == 1
    assert get_image_model().objects.get().get_focal_point() == spot


@pytest.mark.django_db(transaction=True)
def test_sweep_goes_on_after_a_picture_that_cannot_be_read_and_leaves_bare_ones_alone() -> None:
    lost, broken, bare, last = (sent_before_the_mend(title=str(number)) for number in range(4))
    Path(lost.file.path).unlink()
    Path(broken.file.path).write_bytes(Path(broken.file.path).read_bytes()[:300])
    Path(bare.file.path).write_bytes(picture("JPEG"))
    names = {one.pk: one.file.name for one in get_image_model().objects.all()}
    assert bare_kept_pictures() == 1
    now = {one.pk: one.file.name for one in get_image_model().objects.all()}
    assert {pk for pk in names if names[pk] != now[pk]} == {last.pk}


@pytest.mark.django_db(transaction=True)
def test_sweep_holds_one_picture_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        sent_before_the_mend(title=str(number))
    made: list[weakref.ref[Any]] = []
    whole = bare_pictures.without_place

    def watched(file: Any) -> Any:
        gc.collect()
        assert [one() for one in made if one() is not None] == []
        bare = whole(file)
        made.append(weakref.ref(bare))
        return bare

    monkeypatch.setattr(bare_pictures, "without_place", watched)
    assert bare_kept_pictures() == 5
    assert len(made) == 5
