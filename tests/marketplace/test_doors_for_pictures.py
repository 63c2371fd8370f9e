"""Every door by which a picture comes in treats a hostile one alike: refused with a sentence, or drawn anew."""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import ExifTags, Image

from marketplace.core.files.imaging import take_heif
from marketplace.listings.models import Listing
from marketplace.listings.review.setup import set_up_review
from marketplace.stalls.models import DossierDocument
from tests.factories.catalogue import CategoryFactory
from tests.factories.dossiers import draft_dossier, paper_rule
from tests.factories.listings import listing_draft
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, carry_out, coffee, only, send, zip_of
from tests.marketplace.desk.keeper import at_desk, fields_of, keeper_of, latest, url, words
from tests.project.tree import ROOT

pytestmark = pytest.mark.django_db

# What came of a file: where it lies (nothing, if it was refused) and what was said.
Outcome = tuple[list[str], str]


def by_camera(file: bytes) -> Outcome:
    return _at_the_editor("anh-chup", file)


def by_choice(file: bytes) -> Outcome:
    return _at_the_editor("anh-moi", file)


def _at_the_editor(field: str, file: bytes) -> Outcome:
    set_up_review(apps)
    listing = listing_draft(stall=StallFactory.create())
    desk = at_desk(Client(), listing.stall)
    before = {str(row.file) for row in latest(listing).pictures.all()}
    fields = fields_of(desk.get(url("listing_edit", listing)))
    sent = {field: SimpleUploadedFile("anh.jpg", file, "image/jpeg"), "buoc": "luu"}
    answer = desk.post(url("listing_edit", listing), {**fields, **sent}, follow=True)
    assert answer.status_code == 200
    return [str(row.file) for row in latest(listing).pictures.all() if str(row.file) not in before], words(
        answer
    )


def as_paper_of_goods(file: bytes) -> Outcome:
    set_up_review(apps)
    listing = listing_draft(stall=StallFactory.create())
    desk = at_desk(Client(), listing.stall)
    asked = desk.post(
        url("listing_edit", listing), {**fields_of(desk.get(url("listing_edit", listing))), "buoc": "giay-to"}
    )
    paper = {
        "p0-kind": "safety",
        "p0-number": "1",
        "p0-file": SimpleUploadedFile("giay.jpg", file, "image/jpeg"),
    }
    answer = desk.post(
        url("listing_edit", listing), {**fields_of(asked), **paper, "buoc": "luu"}, follow=True
    )
    assert answer.status_code == 200
    return [row.file for row in latest(listing).papers.all() if row.file], words(answer)


def as_paper_of_a_dossier(file: bytes) -> Outcome:
    keeper = UserFactory.create()
    dossier = draft_dossier(keeper)
    before = list(DossierDocument.objects.values_list("pk", flat=True))
    client = Client()
    client.force_login(keeper)
    address = reverse("stalls:send_paper", args=(paper_rule().pk,))
    answer = client.post(address, {"file": SimpleUploadedFile("giay.jpg", file, "image/jpeg")}, follow=True)
    assert answer.status_code in {200, 422}
    return [str(row.file) for row in dossier.documents.exclude(pk__in=before)], words(answer)


def in_the_zip_of_an_import(file: bytes) -> Outcome:
    CategoryFactory.create(name="Cà phê")
    stall = StallFactory.create()
    keeper = keeper_of(stall)
    table = as_csv([coffee("NHAP-1", pictures="a.jpg")])
    job = send(stall, keeper, table, pictures=zip_of({"a.jpg": file}))
    said = " ".join(problem[2] for problem in only(job).problems)
    if not said:
        carry_out(job, keeper)
    found = Listing.objects.filter(sku="NHAP-1").first()
    return [str(row.file) for row in latest(found).pictures.all()] if found else [], said


DOORS: dict[str, Callable[[bytes], Outcome]] = {
    "camera": by_camera,
    "choice": by_choice,
    "paper of goods": as_paper_of_goods,
    "paper of a dossier": as_paper_of_a_dossier,
    "import": in_the_zip_of_an_import,
}


def picture(form: str, size: tuple[int, int] = (900, 700), **options: Any) -> bytes:
    take_heif()
    target = io.BytesIO()
    Image.new("RGB", size, "brown").save(target, form, **options)
    return target.getvalue()


def where_it_was_taken() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Máy của chị Lan"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (16.0, 45.0, 0.0)
    return exif


def _fifty_megapixels() -> bytes:
    target = io.BytesIO()
    Image.new("1", (8000, 6300)).save(target, "PNG")
    return target.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "50 megapixels": (_fifty_megapixels, "Ảnh có quá nhiều điểm ảnh. Chọn ảnh dưới 50 triệu điểm."),
    "svg with script": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "Tệp này không phải ảnh",
    ),
    "page called a picture": (lambda: b"<!doctype html><script>alert(1)</script>", "Tệp này không phải ảnh"),
    "gif": (lambda: picture("GIF"), "Tệp này không phải ảnh"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(door: str, kind: str) -> None:
    make, sentence = HOSTILE[kind]
    stored, said = DOORS[door](make())
    assert stored == []
    assert sentence in said


def _with_archive(first: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xau.js", "alert(1)")
    return first + b"<script>alert(1)</script>" + target.getvalue()


CONVERTED: dict[str, Callable[[], bytes]] = {
    "heic of a phone": lambda: picture("HEIF", exif=where_it_was_taken().tobytes()),
    "jpeg that is an archive too": lambda: _with_archive(picture("JPEG", exif=where_it_was_taken())),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", CONVERTED)
def test_file_is_drawn_anew_without_place_and_without_what_hangs_on(door: str, kind: str) -> None:
    sent = CONVERTED[kind]()
    with Image.open(io.BytesIO(sent)) as opened:
        assert opened.getexif().get_ifd(ExifTags.IFD.GPSInfo) != {}
    stored, _said = DOORS[door](sent)
    (name,) = stored
    with storages["private"].open(name) as file:
        data = file.read()
    assert b"script" not in data
    assert b"xau.js" not in data
    with Image.open(io.BytesIO(data)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (900, 700))
        assert dict(opened.getexif()) == {}


def test_every_door_that_takes_a_picture_is_walked() -> None:
    """A new caller of the two cleaners has to be walked here, or to be tested where it stands."""
    assert dict(_callers()) == {
        "marketplace/desk/exchange/sources.py": ["clean_picture"],
        "marketplace/desk/listing_editor.py": ["clean_paper", "clean_upload"],
        "marketplace/oversight/report_views.py": [
            "clean_picture"
        ],  # tests/marketplace/oversight/test_reports.py
        "marketplace/stalls/dossiers/services.py": ["clean_paper"],
    }


def _callers() -> Iterator[tuple[str, list[str]]]:
    for path in sorted((ROOT / "marketplace").rglob("*.py")):
        place = str(path.relative_to(ROOT))
        text = path.read_text(encoding="utf-8")
        found = [
            name
            for name in ("clean_paper", "clean_picture", "clean_upload")
            if f"{name}(" in text and f"def {name}(" not in text
        ]
        if found:
            yield place, found
