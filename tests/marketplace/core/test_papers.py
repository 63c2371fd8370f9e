"""Papers: what is taken comes out clean, what acts, hides or bursts is refused with a sentence."""

import io
import zipfile
import zlib

import pillow_heif
import pytest
from django.core.files.storage import storages
from PIL import Image

from marketplace.core.files import papers
from marketplace.core.files.papers import PaperError, clean_paper, store_paper

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (900, 1200), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#f4ebdb").save(target, form, **options)
    return target.getvalue()


def pdf_with(part: bytes) -> bytes:
    return PDF.replace(b"trailer", part + b"\ntrailer")


def packed(text: bytes, name: bytes = b"/ObjStm") -> bytes:
    return b"7 0 obj<</Type" + name + b"/N 1>>stream\n" + zlib.compress(text) + b"\nendstream endobj"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_is_drawn_anew_as_a_jpeg(form: str) -> None:
    paper = clean_paper(io.BytesIO(picture(form)))
    assert (paper.content_type, paper.extension) == ("image/jpeg", "jpg")
    with Image.open(io.BytesIO(paper.data)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (900, 1200))


def test_heic_of_a_phone_is_converted() -> None:
    pillow_heif.register_heif_opener(thumbnails=False)
    paper = clean_paper(io.BytesIO(picture("HEIF", quality=40)))
    with Image.open(io.BytesIO(paper.data)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (900, 1200))


def test_place_in_the_picture_does_not_travel_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Nha ba Lai"
    exif.get_ifd(0x8825)[2] = (16.0, 49.0, 6.0)
    sent = picture(exif=exif.tobytes())
    assert b"Nha ba Lai" in sent
    paper = clean_paper(io.BytesIO(sent))
    with Image.open(io.BytesIO(paper.data)) as opened:
        assert dict(opened.getexif()) == {}
    assert b"Nha ba Lai" not in paper.data


def test_archive_behind_a_picture_is_left_behind() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("ma.js", "alert(1)")
    paper = clean_paper(io.BytesIO(picture() + archive.getvalue()))
    assert not zipfile.is_zipfile(io.BytesIO(paper.data))


def test_plain_pdf_is_taken_as_it_is() -> None:
    assert clean_paper(io.BytesIO(PDF)).data == PDF
    # What the bytes of a scan happen to spell is no name.
    scan = pdf_with(b"5 0 obj<</Length 6>>stream\n/JS (x)\nendstream endobj")
    assert clean_paper(io.BytesIO(scan)).content_type == "application/pdf"
    assert clean_paper(io.BytesIO(pdf_with(packed(b"<</Type/Font>>")))).extension == "pdf"


@pytest.mark.parametrize(
    "part",
    [
        b"3 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj",
        b"3 0 obj<</S/J#61vaScript>>endobj",
        b"3 0 obj<</S/Launch/F(cmd.exe)>>endobj",
        b"3 0 obj<</EmbeddedFiles 4 0 R>>endobj",
        b"3 0 obj<</Encrypt 4 0 R>>endobj",
        packed(b"<</S/JavaScript>>"),
        packed(b"<</S/JavaScript>>", name=b"/Obj#53tm"),
    ],
)
def test_pdf_that_acts_or_locks_is_refused(part: bytes) -> None:
    with pytest.raises(PaperError, match="mã lệnh"):
        clean_paper(io.BytesIO(pdf_with(part)))


def test_pdf_that_bursts_when_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_MOST_UNPACKED", 100_000)
    bomb = pdf_with(packed(b"0" * 5_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(PaperError, match="mở ra"):
        clean_paper(io.BytesIO(bomb))


def test_pdf_with_an_archive_behind_it_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("a", "b")
    with pytest.raises(PaperError, match="trọn vẹn"):
        clean_paper(io.BytesIO(PDF + archive.getvalue()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + b"\0" * 40,
        b"PK\x03\x04" + b"\0" * 40,
        b"MZ" + b"\0" * 400,
        picture()[:600],
        b"<html>" + PDF,
    ],
)
def test_what_is_neither_picture_nor_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(PaperError, match="không phải ảnh hay PDF"):
        clean_paper(io.BytesIO(data))


def test_size_limits_are_asked_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in ((8000, 6300), (20_000, 20_000)):  # Pillow refuses the second by itself
        bomb = io.BytesIO()
        Image.new("1", size).save(bomb, "PNG")
        bomb.seek(0)
        with pytest.raises(PaperError, match="50 triệu điểm"):
            clean_paper(bomb)
    with pytest.raises(PaperError, match="nhỏ quá"):
        clean_paper(io.BytesIO(picture(size=(300, 900))))
    monkeypatch.setattr(papers, "MAX_BYTES", 1000)
    with pytest.raises(PaperError, match="7 MB"):
        clean_paper(io.BytesIO(picture("PNG", (1500, 1500), compress_level=0)))


def test_stored_paper_is_named_by_its_content_and_has_no_address() -> None:
    paper = clean_paper(io.BytesIO(PDF))
    name = store_paper(paper, folder="dossiers")
    assert name == store_paper(paper, folder="dossiers")
    assert name == f"dossiers/{paper.digest[:2]}/{paper.digest}.pdf"
    assert storages["private"].open(name).read() == PDF
    with pytest.raises(ValueError, match="private"):
        storages["private"].url(name)
