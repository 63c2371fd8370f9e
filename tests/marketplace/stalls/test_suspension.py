"""Suspending clears the shelf, reopening restores exactly what is approved, and the database watches."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from wagtail.models import TaskState

from marketplace.core.errors import NotAllowedNowError
from marketplace.listings.models import Listing
from marketplace.listings.services import archive_listing, save_revision, submit_listing
from marketplace.listings.shelf.guards import install_triggers, remove_triggers
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import StallKind, StallStatus
from marketplace.stalls.models import Stall, StallMember
from marketplace.stalls.services import StallFacts, open_stall, reopen_stall, suspend_stall
from tests.factories.catalogue import buyable, published_product
from tests.factories.listings import price_of, submitted
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory, any_ward
from tests.marketplace.listings.shelf import assert_shelf_invariants

pytestmark = pytest.mark.django_db

FACTS = StallFacts(
    representative="Hồ Văn Thành",
    street="Khối 3",
    phone="0900044001",
    email="dat-do@example.vn",
    selling_since=2019,
)


def public_ids() -> set[int]:
    return set(Product.objects.filter(is_public=True).values_list("pk", flat=True))


def test_open_stall_makes_partner_address_and_member() -> None:
    keeper = UserFactory.create()
    stall = open_stall(
        name="HTX Cà phê Đất Đỏ", kind="cooperative", ward=any_ward(), facts=FACTS, keeper=keeper
    )
    assert (stall.slug, stall.kind, stall.status) == (
        "htx-ca-phe-dat-do",
        StallKind.COOPERATIVE,
        StallStatus.ACTIVE,
    )
    assert stall.partner.name == "HTX Cà phê Đất Đỏ"
    assert stall.get_absolute_url() == "/gian-hang/htx-ca-phe-dat-do/"
    assert StallMember.objects.get().user == keeper
    # Nobody gets Oscar's own key to a partner (law 6).
    assert list(stall.partner.users.all()) == []
    assert keeper.has_perm("partner.dashboard_access") is False


def test_open_stall_names_that_fold_to_one_address_get_two() -> None:
    first = open_stall(name="Mắm Cửa Việt", kind="household", ward=any_ward(), facts=FACTS)
    second = open_stall(name="Mâm Cửa Việt", kind="household", ward=any_ward(), facts=FACTS)
    assert (first.slug, second.slug) == ("mam-cua-viet", "mam-cua-viet-2")


def test_suspended_stall_has_nothing_on_the_shelf_and_others_keep_theirs() -> None:
    stall = StallFactory.create()
    published_product(stall=stall, variants=2)
    other = published_product()
    suspend_stall(stall=stall, reason="Thiếu giấy an toàn thực phẩm")
    stall.refresh_from_db()
    assert (stall.status, stall.suspension_reason) == (StallStatus.SUSPENDED, "Thiếu giấy an toàn thực phẩm")
    assert stall.suspended_at is not None
    assert public_ids() == {other.pk}
    assert Listing.objects.get(stall=stall).live is True


def test_reopened_stall_shows_exactly_what_it_showed() -> None:
    stall = StallFactory.create()
    published_product(stall=stall)
    with_variants = published_product(stall=stall, variants=3)
    keeps, _goes, _stays = buyable(with_variants)
    save_revision(
        listing=with_variants.listing,
        variants=[price_of(1, sku=keeps.sku), price_of(1, sku="MOI", name="Mới")],
    )
    Listing.objects.get(product=with_variants).latest_revision.publish()
    archive_listing(listing=published_product(stall=stall).listing)
    before = public_ids()
    assert len(before) == 4
    suspend_stall(stall=stall, reason="Kiểm tra")
    assert public_ids() == set()
    stall = reopen_stall(stall=stall)
    assert (stall.status, stall.suspended_at, stall.suspension_reason) == (StallStatus.ACTIVE, None, "")
    assert public_ids() == before
    assert assert_shelf_invariants() == 4


def test_reopened_stall_shows_nothing_that_waits_for_review() -> None:
    stall = StallFactory.create()
    shown = published_product(stall=stall, title="Tiêu Cùa")
    save_revision(listing=shown.listing, content={"title": "Tiêu Cùa chữa mất ngủ"})
    new = submitted(stall=stall, title="Chưa duyệt")
    edit = submit_listing(listing=shown.listing)
    suspend_stall(stall=stall, reason="Kiểm tra")
    reopen_stall(stall=stall)
    assert list(Product.objects.values_list("title", "is_public")) == [("Tiêu Cùa", True)]
    # Both go on waiting, and an officer may answer now as before.
    states = TaskState.objects.filter(pk__in=(edit.pk, new.pk)).values_list("status", flat=True)
    assert list(states) == [TaskState.STATUS_IN_PROGRESS] * 2


def test_goods_archived_during_the_suspension_stay_away() -> None:
    stall = StallFactory.create()
    gone, stays = published_product(stall=stall), published_product(stall=stall)
    suspend_stall(stall=stall, reason="Kiểm tra")
    archive_listing(listing=gone.listing)
    reopen_stall(stall=stall)
    assert public_ids() == {stays.pk}


def test_suspension_takes_one_update_for_any_number_of_goods(django_assert_max_num_queries: object) -> None:
    stall = StallFactory.create()
    for _ in range(4):
        published_product(stall=stall)
    ContentType.objects.get_for_model(Stall)  # a process asks for it once, whichever test comes first
    # Two of them note which pictures have to follow the goods.
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # a fixture of pytest-django
        suspend_stall(stall=stall, reason="Kiểm tra")


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_suspension_without_a_reason_is_refused(reason: str) -> None:
    product = published_product()
    with pytest.raises(NotAllowedNowError, match="lý do"):
        suspend_stall(stall=Stall.objects.get(products=product), reason=reason)
    assert Stall.objects.get().status == StallStatus.ACTIVE
    assert public_ids() == {product.pk}


def test_second_suspension_and_second_reopening_are_refused() -> None:
    stall = StallFactory.create()
    with pytest.raises(NotAllowedNowError):
        reopen_stall(stall=stall)
    suspend_stall(stall=stall, reason="Kiểm tra")
    with pytest.raises(NotAllowedNowError):
        suspend_stall(stall=stall, reason="Kiểm tra lại")
    assert Stall.objects.get().suspension_reason == "Kiểm tra"


def test_database_refuses_to_suspend_a_stall_that_has_public_products() -> None:
    product = published_product()
    with pytest.raises(IntegrityError), transaction.atomic():
        Stall.objects.update(status=StallStatus.SUSPENDED)
    assert Stall.objects.get().status == StallStatus.ACTIVE
    assert public_ids() == {product.pk}


def test_database_refuses_a_public_product_of_a_suspended_stall() -> None:
    product = published_product()
    stranger = published_product()
    suspend_stall(stall=Stall.objects.get(products=product), reason="Kiểm tra")
    hidden = Product.objects.get(pk=product.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(is_public=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=stranger.pk).update(stall=product.stall)
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.create(
            title="Hàng lậu",
            slug="hang-lau",
            stall=hidden.stall,
            approved_revision=hidden.approved_revision,
            product_class=hidden.product_class,
            is_public=True,
        )
    assert public_ids() == {stranger.pk}


def test_guard_comes_back_when_it_is_put_up_again() -> None:
    published_product()
    remove_triggers(connection)
    install_triggers(connection)
    install_triggers(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stall.objects.update(status=StallStatus.SUSPENDED)
