"""A paper whose seal is of the time before seals named their stall: read back where it is proved, told where not."""

import io
from typing import Any

import pytest
from django.apps import apps
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.core.files.papers import clean_paper, store_paper
from marketplace.listings.drafting.drafts import keep_typed
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import EditingDraft, Listing
from marketplace.listings.papers.rows import FOLDER
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.services import save_revision
from marketplace.stalls.models import Stall
from tests.factories.listings import listing_draft, paper, picture_bytes
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk, fields_of, latest, url, words

pytestmark = pytest.mark.django_db
LOST = "Giấy tờ 1: tệp gửi lần trước không mở lại được. Bạn gửi lại ảnh hoặc PDF của giấy này."


@pytest.fixture
def listing() -> Listing:
    set_up_review(apps)
    stall: Stall = StallFactory.create()
    found = listing_draft(stall=stall)
    save_revision(listing=found, papers=[paper(PaperKind.SAFETY)])
    return found


@pytest.fixture
def desk(client: Client, listing: Listing) -> Client:
    return at_desk(client, listing.stall)


def old_seal(name: str, digest: str) -> str:
    return signing.dumps([name, digest], salt="marketplace.desk.paper")


def sent_and_never_saved() -> tuple[str, str]:
    made = clean_paper(io.BytesIO(picture_bytes("teal", size=(500, 500))))
    return store_paper(made, folder=FOLDER), made.digest


def autosave(client: Client, listing: Listing, seal: str) -> None:
    """Leave a form as a browser kept it, with a seal of the former kind."""
    fields = fields_of(client.get(url("listing_edit", listing)))
    (draft,) = EditingDraft.objects.filter(listing=listing)
    data = {name: [value] for name, value in (fields | {"p0-tep": seal}).items()}
    keep_typed(listing=listing, user=draft.user, data=data, base=listing.latest_revision_id)


def files_of(listing: Listing) -> list[str]:
    return [row.file for row in latest(listing).papers.all()]


def post(client: Client, listing: Listing, **changes: Any) -> Any:
    fields = fields_of(client.get(url("listing_edit", listing)))
    return client.post(url("listing_edit", listing), {**fields, "buoc": "luu", **changes}, follow=True)


def test_old_seal_of_a_paper_that_the_listing_has_is_read_back(desk: Client, listing: Listing) -> None:
    (row,) = latest(listing).papers.all()
    autosave(desk, listing, old_seal(row.file, row.digest))
    page = desk.get(url("listing_edit", listing))
    assert "Đã có tệp." in words(page)
    assert "không mở lại được" not in words(page)
    post(desk, listing)
    assert files_of(listing) == [row.file]


def test_old_seal_of_a_file_that_no_revision_names_is_told_on_the_page_and_after_saving(
    desk: Client, listing: Listing
) -> None:
    autosave(desk, listing, old_seal(*sent_and_never_saved()))
    page = words(desk.get(url("listing_edit", listing)))
    assert page.count(LOST) == 1
    assert "Đã có tệp." not in page
    # The page that told it carries no seal any more; one that is still open in another tab is told at the door.
    answer = post(desk, listing, **{"p0-tep": old_seal(*sent_and_never_saved())})
    assert LOST in words(answer)
    assert files_of(listing) == [""]


def test_lost_file_keeps_the_goods_from_being_submitted_unseen(desk: Client, listing: Listing) -> None:
    answer = post(desk, listing, buoc="gui", **{"p0-tep": old_seal(*sent_and_never_saved())})
    assert LOST in words(answer)
    assert list(waiting_tasks()) == []


def test_new_file_takes_the_place_of_the_lost_one_and_nothing_is_told(desk: Client, listing: Listing) -> None:
    file = SimpleUploadedFile("giay.png", picture_bytes("navy", size=(500, 500)), "image/png")
    answer = post(desk, listing, **{"p0-tep": old_seal(*sent_and_never_saved()), "p0-file": file})
    assert "không mở lại được" not in words(answer)
    (kept,) = files_of(listing)
    assert kept.startswith(f"{FOLDER}/")


@pytest.mark.parametrize(
    "seal",
    ["", "rác", signing.dumps([1, 2, 3, 4], salt="marketplace.desk.paper")],
    # A seal holds the second in which it is made: as a name it would differ from one process of the suite to the next.
    ids=["none", "rubbish", "of something else"],
)
def test_seal_that_says_nothing_gives_no_file_and_only_what_was_a_seal_is_told(
    desk: Client, listing: Listing, seal: str
) -> None:
    answer = post(desk, listing, **{"p0-tep": seal})
    assert (LOST in words(answer)) == (seal != "")
    assert files_of(listing) == [""]


def test_old_seal_of_another_stalls_paper_gives_no_file(desk: Client, listing: Listing) -> None:
    other = listing_draft(stall=StallFactory.create())
    made = sent_and_never_saved()
    save_revision(listing=other, papers=[paper(PaperKind.SAFETY)])
    (foreign,) = latest(other).papers.all()
    for name, digest in (made, (foreign.file, "0" * 64)):
        post(desk, listing, **{"p0-tep": old_seal(name, digest)})
        assert files_of(listing) == [""]
