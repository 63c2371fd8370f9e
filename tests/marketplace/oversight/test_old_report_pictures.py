"""Pictures of reports from the time when they lay among those of goods, and pictures there that nothing shows."""

import io
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.desk.exchange.services import KEPT_FOR
from marketplace.listings.drafting.content import Photo
from marketplace.listings.pictures.cleaning import StoredPicture, clean_upload, small_copy
from marketplace.listings.pictures.stray import PARTS, STRAY_AFTER
from marketplace.listings.services import save_revision
from marketplace.oversight.models import Report, ReviewReason
from marketplace.oversight.reports import write_report
from marketplace.oversight.setup import load_rows
from marketplace.oversight.tasks import clear_stray_pictures
from marketplace.stalls.models import Stall
from tests.factories.listings import listing_draft, officer, picture_bytes
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db
OLD = STRAY_AFTER + timedelta(days=1)


@pytest.fixture
def stall() -> Stall:
    load_rows(apps)
    return StallFactory.create()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    """A private folder of its own: what other tests left is not judged here."""
    settings.PRIVATE_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path)}},
    }


def picture(colour: str) -> StoredPicture:
    return clean_upload(io.BytesIO(picture_bytes(colour)))


def path_of(name: str) -> Path:
    return Path(settings.PRIVATE_ROOT) / name


def age(name: str, by: timedelta = OLD) -> None:
    then = (timezone.now() - by).timestamp()
    os.utime(path_of(name), (then, then))


def sweep_all() -> None:
    """Run the task on as many days as it takes to look at everything."""
    first = date(2026, 12, 1)
    for day in range(PARTS):
        now = timezone.now()
        with time_machine.travel(f"{first + timedelta(days=day)}T03:10:00+07:00", tick=False):
            # The days stand for nights; the files are no older for it.
            shift = timezone.now() - now
            _shift(shift)
            clear_stray_pictures()
            _shift(-shift)


def _shift(by: timedelta) -> None:
    for path in Path(settings.PRIVATE_ROOT).rglob("*.*"):
        then = path.stat().st_mtime + by.total_seconds()
        os.utime(path, (then, then))


def old_report(stall: Stall, shown: StoredPicture) -> Report:
    """A report as it was kept before reports had a folder."""
    report = write_report(stall=stall, reason=ReviewReason.objects.get(code="pa-hang-gia"))
    Report.objects.filter(pk=report.pk).update(picture=shown.name, picture_digest=shown.digest)
    return report


def test_picture_of_an_old_report_comes_to_those_of_reports_and_is_still_shown(stall: Stall) -> None:
    shown = picture("teal")
    age(shown.name)
    data = path_of(shown.name).read_bytes()
    report = old_report(stall, shown)
    sweep_all()
    report.refresh_from_db()
    assert report.picture.startswith("reports/")
    assert path_of(report.picture).read_bytes() == data
    assert not path_of(shown.name).exists()
    client = Client()
    client.force_login(officer())
    page = reverse("oversight_office:report_picture", kwargs={"pk": report.pk})
    assert b"".join(client.get(page)) == data
    kept = report.picture
    sweep_all()
    report.refresh_from_db()
    assert report.picture == kept
    assert path_of(kept).exists()


def test_report_whose_file_is_gone_keeps_no_other_from_moving(stall: Stall) -> None:
    lost, there = picture("navy"), picture("teal")
    first, second = old_report(stall, lost), old_report(stall, there)
    path_of(lost.name).unlink()
    clear_stray_pictures()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.picture == lost.name
    assert second.picture.startswith("reports/")


def test_picture_of_a_report_that_never_came_about_goes_and_what_goods_show_stays(stall: Stall) -> None:
    stray = picture("teal")
    copy = small_copy(stray.name)
    in_row, in_old_revision, in_draft = picture("navy"), picture("maroon"), picture("olive")
    listing = listing_draft(stall=stall, photos=[Photo(in_row)])
    save_revision(listing=listing, photos=[Photo(in_old_revision)])
    save_revision(listing=listing, photos=[Photo(in_draft)])
    both = picture("purple")
    old_report(stall, both)
    save_revision(listing=listing, photos=[Photo(both), Photo(in_draft)])
    for one in (stray.name, copy, in_row.name, in_old_revision.name, in_draft.name, both.name):
        age(one)
    sweep_all()
    assert {name: path_of(name).exists() for name in (stray.name, copy)} == {stray.name: False, copy: False}
    for shown in (in_row, in_old_revision, in_draft, both):
        assert path_of(shown.name).exists()


def test_young_picture_is_left_and_one_that_is_sent_again_is_young(stall: Stall) -> None:
    young, again = picture("teal"), picture("navy")
    age(young.name, STRAY_AFTER - timedelta(days=1))
    age(again.name)
    assert picture("navy") == again
    sweep_all()
    assert path_of(young.name).exists()
    assert path_of(again.name).exists()


def test_strays_are_left_longer_than_imports_that_may_name_them() -> None:

    assert STRAY_AFTER > KEPT_FOR


def test_nothing_is_swept_where_nothing_was_ever_sent() -> None:
    storages["private"].delete("listings")
    clear_stray_pictures()
