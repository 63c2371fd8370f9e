"""Two workers at one import, and two imports of one code: every listing is written once."""

from functools import partial
from typing import Any

import pytest
from django.apps import apps
from wagtail.models import Revision

from marketplace.desk.exchange.applying import apply_slice
from marketplace.desk.exchange.enums import JobState
from marketplace.desk.exchange.models import ImportJob
from marketplace.desk.exchange.services import confirm_import
from marketplace.listings.models import Listing
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.screening.setup import set_up_check
from tests.factories.catalogue import CategoryFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, coffee, send
from tests.marketplace.desk.keeper import keeper_of
from tests.marketplace.listings.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def category() -> Any:
    set_up_review(apps)
    set_up_check(apps)
    return CategoryFactory.create(name="Cà phê")


def test_two_workers_at_one_import_write_each_listing_once() -> None:
    stall = StallFactory.create()
    keeper = keeper_of(stall)
    job = send(stall, keeper, as_csv([coffee(f"CF-{number}") for number in range(8)]))
    confirm_import(job=job, is_submitting=False, by=keeper)
    results = at_once(partial(apply_slice, job_pk=job.pk), partial(apply_slice, job_pk=job.pk))
    assert results == [False, False]
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 8)
    assert (Listing.objects.count(), Revision.objects.count()) == (8, 8)


def test_two_imports_of_one_new_code_make_one_listing_and_one_refusal() -> None:
    stall = StallFactory.create()
    jobs = []
    for title in ("Của tôi", "Của bạn"):
        keeper = keeper_of(stall)
        job = send(stall, keeper, as_csv([coffee("CF-1", title=title)]))
        confirm_import(job=job, is_submitting=False, by=keeper)
        jobs.append(job)
    results = at_once(*(partial(apply_slice, job_pk=job.pk) for job in jobs))
    assert results == [False, False]
    assert [ImportJob.objects.get(pk=job.pk).state for job in jobs] == [JobState.DONE, JobState.DONE]
    assert sorted(item.outcome for job in jobs for item in job.items.all()) == ["refused", "saved"]
    assert (Listing.objects.count(), Revision.objects.count()) == (1, 1)
