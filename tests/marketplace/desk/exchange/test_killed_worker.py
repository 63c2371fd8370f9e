"""A worker that is killed in the midst of an import: the next one goes on, no listing is half there, none is twice."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count, F
from wagtail.models import ModelLogEntry, Revision

from marketplace.desk.exchange.enums import ItemKind, JobState, Outcome
from marketplace.desk.exchange.models import ImportJob
from marketplace.desk.exchange.services import confirm_import, lost_jobs, open_import
from marketplace.listings.models import Listing, Offer
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.screening.setup import set_up_check
from tests.factories.catalogue import CategoryFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, coffee
from tests.marketplace.desk.exchange.workers import at_work
from tests.marketplace.desk.keeper import keeper_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

# Of two lines each, and more than one slice of work.
GOODS = 320
# So many are written when the first worker is killed from outside, at any moment; so many more when the next
# dies between the writing of a listing and its mark.
FIRST, SECOND = 20, 210


def table() -> bytes:
    rows = []
    for number in range(GOODS):
        first = coffee(f"CF-{number}")
        rows += [
            first,
            {**first, "variant_sku": f"CF-{number}-500", "unit": "túi 500 g", "net_quantity": "500"},
        ]
    return as_csv(rows)


def pass_three_minutes(job: ImportJob) -> None:
    """Let the worker not have been heard of for so long that the sweeper takes it for dead."""
    ImportJob.objects.filter(pk=job.pk).update(seen_at=F("seen_at") - timedelta(minutes=4))


def applied(job: ImportJob) -> int:
    return job.items.exclude(applied_at=None).count()


def numbers_of(rows: Any) -> set[int]:
    """Return how many rows each group has."""
    return {row["number"] for row in rows.order_by().annotate(number=Count("pk"))}


def assert_only_whole_listings(job: ImportJob) -> None:
    """See that each listing is there with all that belongs to it and marked as done, or not there at all."""
    done = job.items.exclude(applied_at=None)
    assert set(done.values_list("outcome", flat=True)) == {Outcome.SAVED}
    skus = set(done.values_list("listing__sku", flat=True))
    assert skus == set(done.values_list("sku", flat=True))
    assert set(Listing.objects.values_list("sku", flat=True)) == skus
    assert Listing.objects.count() == len(skus)
    entries = ModelLogEntry.objects.filter(action="wagtail.create")
    assert numbers_of(Offer.objects.values("listing")) == {2}
    assert numbers_of(Revision.objects.values("object_id")) == {1}
    assert numbers_of(entries.values("object_id")) == {1}
    assert Offer.objects.count() == 2 * len(skus)
    assert (Revision.objects.count(), entries.count()) == (len(skus), len(skus))
    waiting = job.items.filter(applied_at=None)
    assert set(waiting.values_list("outcome", "listing")) <= {("", None)}


def assert_cut_short(job: ImportJob) -> None:
    """See what a dead worker left, and let the sweeper's time pass."""
    job.refresh_from_db()
    assert job.state == JobState.APPLYING
    assert_only_whole_listings(job)
    # It was heard of a moment ago, so nobody takes its work away from it yet.
    assert list(lost_jobs()) == []
    pass_three_minutes(job)
    assert list(lost_jobs()) == [job]


def test_killed_worker_leaves_whole_listings_and_the_next_goes_on(tmp_path: Path) -> None:
    set_up_review(apps)
    set_up_check(apps)
    CategoryFactory.create(name="Cà phê")
    stall = StallFactory.create()
    keeper = keeper_of(stall)
    job = open_import(stall=stall, table=io.BytesIO(table()), name="hang.csv", pictures=None, by=keeper)
    with at_work(tmp_path / "var") as workers:
        # Killed while it looks: nothing is for sale by a look, and the next one looks anew.
        workers.start()
        workers.send("exchange.check_import", job.pk)
        workers.wait_for(lambda: job.items.count() > 0)
        workers.kill()
        job.refresh_from_db()
        assert (job.state, Listing.objects.count()) == (JobState.CHECKING, 0)
        assert 0 < job.items.count() < GOODS
        pass_three_minutes(job)
        workers.start()
        workers.send("exchange.resume_imports")
        workers.wait_for(lambda: ImportJob.objects.get(pk=job.pk).state == JobState.CHECKED)
        assert job.items.filter(kind=ItemKind.NEW).count() == GOODS
        assert job.items.values("sku").distinct().count() == GOODS

        confirm_import(job=job, is_submitting=False, by=keeper)
        workers.send("exchange.apply_import", job.pk)
        workers.wait_for(lambda: applied(job) >= FIRST)
        workers.kill()
        first = applied(job)
        assert FIRST <= first < GOODS
        assert_cut_short(job)

        workers.start(power_cut_after=SECOND)
        workers.send("exchange.resume_imports")
        workers.wait_for_power_cut()
        assert applied(job) == first + SECOND
        assert_cut_short(job)

        workers.start()
        workers.send("exchange.resume_imports")
        workers.wait_for(lambda: ImportJob.objects.get(pk=job.pk).state == JobState.DONE)
    job.refresh_from_db()
    assert (job.total, job.done, job.worker, applied(job)) == (GOODS, GOODS, "", GOODS)
    assert_only_whole_listings(job)
