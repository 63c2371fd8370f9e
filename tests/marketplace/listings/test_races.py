"""Two at once: the stall's row decides who is first, and the guard watches on both databases."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from marketplace.core.errors import FloorError, NotAllowedNowError
from marketplace.listings.models import Listing
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.services import approve, withdraw_listing
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import StallStatus
from marketplace.stalls.models import Stall
from marketplace.stalls.services import suspend_stall
from tests.factories.catalogue import published_product
from tests.factories.listings import officer, submitted
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*moves: Callable[[], object]) -> list[object]:
    """Run all moves at the same moment, each on its own connection; return results or errors in order."""
    barrier = threading.Barrier(len(moves))
    results: list[object] = [None] * len(moves)

    def run(place: int, move: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            results[place] = move()
        except Exception as error:  # noqa: BLE001 - the test judges it
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, move)) for place, move in enumerate(moves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def public_of_inactive() -> int:
    public = Product.objects.filter(is_public=True).exclude(stall__status=StallStatus.ACTIVE)
    return len(public)


def test_approving_while_the_stall_is_suspended_leaves_no_public_product() -> None:
    user = officer()
    for _ in range(4):
        task_state = submitted(stall=StallFactory.create())
        stall = Listing.objects.get(pk=task_state.revision.object_id).stall
        approved, suspended = at_once(
            partial(approve, task_state=task_state, user=user),
            partial(suspend_stall, stall=stall, reason="Kiểm tra"),
        )
        # Either way the suspension stands, and an approval that came too late was told so.
        assert isinstance(suspended, Stall)
        assert isinstance(approved, Listing | FloorError)
        assert public_of_inactive() == 0
        assert Product.objects.filter(stall=stall, is_public=True).count() == 0


def test_two_officers_approving_one_task_make_one_product() -> None:
    first, second = officer("mot@example.vn"), officer("hai@example.vn")
    task_state = submitted()
    results = at_once(
        lambda: approve(task_state=task_state, user=first),
        lambda: approve(task_state=task_state, user=second),
    )
    assert sorted(type(result).__name__ for result in results) == ["Listing", "NotAllowedNowError"]
    assert Product.objects.count() == 1
    assert Listing.objects.get().product == Product.objects.get()


def test_withdrawing_while_an_officer_approves_leaves_one_answer() -> None:
    user = officer()
    for number in range(4):
        task_state = submitted(title=f"Hàng {number}")
        listing = Listing.objects.get(pk=task_state.revision.object_id)
        approved, withdrawn = at_once(
            partial(approve, task_state=task_state, user=user),
            partial(withdraw_listing, listing=listing),
        )
        is_shown = isinstance(approved, Listing)
        # One of them came first; the other was told, and the shelf shows what the first one did.
        assert isinstance(withdrawn if is_shown else approved, NotAllowedNowError)
        assert Product.objects.filter(listing=listing, is_public=True).count() == int(is_shown)
        task_state.refresh_from_db()
        assert task_state.status == ("approved" if is_shown else "cancelled")


def test_guard_holds_against_writers_that_take_no_lock() -> None:
    """What our services never do: show a product and suspend its stall by bare updates, at once."""
    products = [published_product() for _ in range(4)]
    for product in products:
        Product.objects.filter(pk=product.pk).update(is_public=False)
        moves = at_once(
            partial(_update, Product.objects.filter(pk=product.pk), is_public=True),
            partial(_update, Stall.objects.filter(pk=product.stall_id), status=StallStatus.SUSPENDED),
        )
        assert sum(isinstance(move, Exception) for move in moves) == 1
        assert public_of_inactive() == 0


def _update(rows: QuerySet[Any], **values: object) -> int:
    with transaction.atomic():
        done = rows.update(**values)
        if connection.vendor == "postgresql":
            # Hold the transaction open, so that the other one has to come in between.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.05)")
        return done


def test_review_rows_are_the_same_however_often_they_are_made() -> None:
    from django.apps import apps  # noqa: PLC0415 - only this test needs the registry
    from wagtail.models import Workflow  # noqa: PLC0415 - as above

    set_up_review(apps)
    set_up_review(apps)
    assert Workflow.objects.filter(name="Duyệt mặt hàng").count() == 1
    assert Listing.get_default_workflow() == Workflow.objects.get(name="Duyệt mặt hàng")
