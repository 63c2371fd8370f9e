"""A picture or a paper of another stall gets into no listing and no dossier, whatever a form is made to say."""

from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketplace.desk.exchange.models import ImportItem
from marketplace.desk.exchange.state import picture_name
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.services import save_revision
from marketplace.stalls.models import Stall
from tests.factories.catalogue import CategoryFactory
from tests.factories.listings import listing_draft, paper, photo, picture_bytes
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, coffee, only, send
from tests.marketplace.desk.keeper import at_desk, fields_of, keeper_of, latest, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign() -> Listing:
    """Goods of another stall, with a picture and a paper."""
    found = listing_draft(stall=StallFactory.create(), photos=[photo("navy")])
    save_revision(listing=found, papers=[paper(PaperKind.SAFETY)])
    return found


def files_of(listing: Listing) -> tuple[list[str], list[str]]:
    """Return where the pictures and the papers of the latest draft lie."""
    draft = latest(listing)
    return [str(row.file) for row in draft.pictures.all()], [str(row.file) for row in draft.papers.all()]


def post(desk: Client, listing: Listing, **forged: Any) -> Any:
    fields = fields_of(desk.get(url("listing_edit", listing)))
    return desk.post(url("listing_edit", listing), {**fields, "buoc": "luu", **forged})


def test_form_that_names_a_foreign_picture_keeps_its_own_alone(
    desk: Client, listing: Listing, foreign: Listing
) -> None:
    before = files_of(listing)
    (picture,) = latest(foreign).pictures.all()
    forged = {
        f"anh-{picture.digest}-ta": "Ảnh của tôi",
        f"anh-{picture.digest}-thu-tu": "1",
        "anh-moi": picture.digest,
        "anh-chup": str(picture.file),
        "pictures": str(picture.file),
        "anh": picture.digest,
    }
    assert post(desk, listing, **forged).status_code == 302
    assert files_of(listing) == before
    assert str(picture.file) not in str(listing.latest_revision.content)


def test_sealed_name_of_a_paper_holds_at_its_own_stall_alone(client: Client, foreign: Listing) -> None:
    """Somebody who works for two stalls has both forms before him; the papers stay where they are."""
    set_up_review(apps)
    person = keeper_of(foreign.stall)
    client.force_login(person)
    seal = fields_of(client.get(url("listing_edit", foreign)))["p0-tep"]
    assert files_of(foreign)[1] != [""]
    post(client, foreign)
    assert len(files_of(foreign)[1]) == 1  # at its own stall it holds
    assert files_of(foreign)[1] != [""]

    own = listing_draft(stall=StallFactory.create())
    other_desk = at_desk(Client(), own.stall)
    asked = other_desk.post(
        url("listing_edit", own), {**fields_of(other_desk.get(url("listing_edit", own))), "buoc": "giay-to"}
    )
    forged = {**fields_of(asked), "p0-kind": "safety", "p0-number": "1", "p0-tep": seal, "buoc": "luu"}
    other_desk.post(url("listing_edit", own), forged)
    assert files_of(own)[1] == [""]


@pytest.mark.parametrize("name", ["picture", "small_picture", "crop"])
def test_foreign_picture_is_not_there_under_an_own_listing(
    desk: Client, listing: Listing, foreign: Listing, name: str
) -> None:
    (picture,) = latest(foreign).pictures.all()
    before = files_of(listing)
    address = url(name, listing, digest=picture.digest)
    cut = {"turn": "90", "left": "0", "right": "50", "top": "0", "bottom": "0"}
    assert desk.get(address).status_code == 404
    assert desk.post(address, cut).status_code == (404 if name == "crop" else 405)
    assert files_of(listing) == before


def test_foreign_paper_is_not_there_under_an_own_listing(
    desk: Client, listing: Listing, foreign: Listing
) -> None:
    (one,) = latest(foreign).papers.all()
    assert desk.get(url("paper", listing, paper_digest=one.digest)).status_code == 404


def test_import_does_not_know_the_name_of_a_foreign_picture(stall: Stall, foreign: Listing) -> None:
    CategoryFactory.create(name="Cà phê")
    (picture,) = latest(foreign).pictures.all()
    name = picture_name(picture.digest)
    for asked in (name, str(picture.file), picture.digest):
        job = send(stall, keeper_of(stall), as_csv([coffee("CF-1", pictures=asked)]))
        item: ImportItem = only(job)
        assert item.kind == "refused"
        assert [problem[1] for problem in item.problems] == ["pictures"]
        assert "mà không gửi tệp ZIP ảnh" in item.problems[0][2]


def test_copy_of_a_foreign_listing_is_not_made(desk: Client, foreign: Listing) -> None:
    address = reverse("desk:listing_duplicate", kwargs={"listing_pk": foreign.pk})
    before = Listing.objects.count()
    assert desk.post(address).status_code == 404
    assert Listing.objects.count() == before


def test_same_bytes_sent_by_two_stalls_are_each_ones_own(
    desk: Client, listing: Listing, foreign: Listing
) -> None:
    """A picture that somebody really has may be sent; taking it away leaves the other's in place."""
    sent = SimpleUploadedFile("anh.png", picture_bytes("navy"), "image/png")
    assert post(desk, listing, **{"anh-moi": sent}).status_code == 302
    (mine,) = [row for row in latest(listing).pictures.all() if str(row.file) in files_of(foreign)[0]]
    post(desk, listing, **{f"anh-{mine.digest}-bo": "1"})
    assert str(mine.file) not in files_of(listing)[0]
    answer = at_desk(Client(), foreign.stall).get(url("picture", foreign, digest=mine.digest))
    assert (answer.status_code, len(b"".join(answer)) > 100) == (200, True)
