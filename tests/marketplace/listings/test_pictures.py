"""Pictures come in clean, or with a sentence that says why not."""

import io

import pytest
from django.core.files.storage import default_storage, storages
from PIL import Image

from marketplace.core.files.imaging import take_heif
from marketplace.listings.pictures.cleaning import (
    MAX_UPLOAD_BYTES,
    PictureError,
    StoredPicture,
    clean_upload,
    copy_to_shelf,
)
from tests.factories.listings import picture_bytes


def take(data: bytes) -> StoredPicture:
    return clean_upload(io.BytesIO(data))


def stored(picture: StoredPicture) -> Image.Image:
    with storages["private"].open(picture.name) as file:
        image = Image.open(io.BytesIO(file.read()))
    image.load()
    return image


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_five_formats_become_one_private_jpeg_named_by_its_content(form: str) -> None:
    take_heif()
    picture = take(picture_bytes("brown", form=form))
    image = stored(picture)
    assert (image.format, image.size) == ("JPEG", (320, 240))
    assert (picture.width, picture.height) == (320, 240)
    assert picture.name == f"listings/{picture.digest[:2]}/{picture.digest}.jpg"
    assert not default_storage.exists(picture.name)


def test_private_storage_has_no_address() -> None:
    picture = take(picture_bytes("brown"))
    with pytest.raises(ValueError, match="is private"):
        storages["private"].url(picture.name)


def test_same_picture_twice_is_one_file() -> None:
    assert take(picture_bytes("brown")) == take(picture_bytes("brown"))


def test_place_and_camera_are_forgotten_and_the_picture_stands_upright() -> None:
    source = Image.new("RGB", (400, 300), "white")
    source.paste("red", (0, 0, 200, 300))  # the left half, before the camera is turned
    exif = source.getexif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Máy ảnh của chị Lan"
    exif.get_ifd(0x8825)[1] = "N"
    picture = take(encoded(source, "JPEG", exif=exif, comment=b"secret", quality=95))
    image = stored(picture)
    assert image.size == (300, 400)
    assert dict(image.getexif()) == {}
    assert "comment" not in image.info
    assert "exif" not in image.info
    red, _green, blue = image.getpixel((150, 20))  # type: ignore[misc]  # three bands
    assert red > 200
    assert blue < 60


def test_large_picture_is_made_smaller_in_its_proportions() -> None:
    assert stored(take(encoded(Image.new("RGB", (4000, 1000), "red"), "JPEG"))).size == (2000, 500)


def test_see_through_picture_stands_on_the_pages_ground() -> None:
    source = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    assert stored(take(encoded(source, "PNG"))).getpixel((10, 10)) == pytest.approx((255, 253, 248), abs=2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<script>alert(1)</script>",
        picture_bytes("brown")[:200],
        picture_bytes("brown", form="GIF"),
        picture_bytes("brown", form="TIFF"),
    ],
)
def test_what_is_not_a_picture_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError, match="không phải ảnh"):
        take(data)


def test_script_behind_a_picture_is_cut_off() -> None:
    picture = take(picture_bytes("brown", form="JPEG") + b"<script>alert(1)</script>")
    with storages["private"].open(picture.name) as file:
        assert b"script" not in file.read()


def test_tiny_picture_is_refused() -> None:
    with pytest.raises(PictureError, match="nhỏ quá"):
        take(picture_bytes("brown", size=(199, 800)))


def test_heavy_file_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(PictureError, match="12 MB"):
        take(picture_bytes("brown") + b"\x00" * MAX_UPLOAD_BYTES)


@pytest.mark.parametrize("size", [(10_000, 6_000), (20_000, 20_000)])
def test_bomb_of_pixels_is_refused_by_its_header(size: tuple[int, int]) -> None:
    bomb = encoded(Image.new("1", size), "PNG")
    assert len(bomb) < 200_000
    with pytest.raises(PictureError, match="quá nhiều điểm ảnh"):
        take(bomb)


def test_approved_picture_is_the_same_bytes_in_public() -> None:
    picture = take(picture_bytes("brown"))
    public = copy_to_shelf(picture.name, picture.digest)
    with storages["private"].open(picture.name) as private, default_storage.open(public) as shown:
        assert private.read() == shown.read()
    assert copy_to_shelf(picture.name, picture.digest) == public
