"""Reviews: by whom, how often, and what an officer's answer changes."""

import json

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.oversight.log_lines import log_line
from marketplace.shop.catalogue.models import Product
from marketplace.storefront.moderation import set_up_moderation
from marketplace.storefront.reviews import (
    ProductReview,
    has_received,
    moderate_review,
    waiting_reviews,
    write_review,
)
from search.models import IndexTask
from tests.factories.catalogue import buyable, published_product
from tests.factories.orders import make_order, move_part, part_of
from tests.factories.people import UserFactory, editor, officer
from tests.marketplace.storefront.shop_front import main_words

pytestmark = pytest.mark.django_db

WORDS = {"score": "5", "title": "Thơm lắm", "body": "Pha phin rất đậm."}


def bought(product: Product, owner: User, state: str = StallOrderState.DELIVERED) -> None:
    move_part(part_of(make_order((buyable(product)[0], 1), owner=owner)), state)


def write(product: Product, score: int = 5, title: str = "Thơm lắm") -> int:
    person = UserFactory.create()
    bought(product, person)
    review = write_review(user=person, product=product, score=score, title=title, body="Pha phin rất đậm.")
    return int(review.pk)


def address_of(product: Product) -> str:
    return f"/san-pham/{product.slug}/danh-gia/"


def moderator() -> User:
    person = officer()
    set_up_moderation(apps)
    return person


def desk(client: Client) -> Client:
    client.force_login(moderator())
    return client


def test_part_of_another_stall_that_arrived_lets_nobody_write_about_what_did_not(person: User) -> None:
    arrived, under_way = published_product(), published_product()
    order = make_order(*((buyable(product)[0], 1) for product in (arrived, under_way)), owner=person)
    part = StallOrder.objects.get(order=order.order, stall=arrived.stall)
    move_part(part, StallOrderState.DELIVERED)
    assert has_received(user=person, product=arrived)
    assert not has_received(user=person, product=under_way)
    with pytest.raises(NotAllowedNowError, match="Chỉ người đã nhận"):
        write_review(user=person, product=under_way, score=5, title="Ngon", body="Chưa tới mà đã khen.")


def test_buyer_of_a_delivered_line_writes_and_waits(signed_in: Client, person: User) -> None:
    product = published_product()
    bought(product, person)
    response = signed_in.post(address_of(product), WORDS)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/san-pham/{product.slug}/"
    review = ProductReview.objects.get()
    assert (review.user, review.product_id, review.score, review.title, review.status) == (
        person,
        product.pk,
        5,
        "Thơm lắm",
        ProductReview.FOR_MODERATION,
    )
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (None, 0)
    assert "Thơm lắm" not in main_words(signed_in.get(f"/san-pham/{product.slug}/"))


def test_buyer_of_a_variant_writes_about_the_product(signed_in: Client, person: User) -> None:
    product = published_product(variants=2)
    bought(product, person)
    assert signed_in.post(address_of(product), WORDS).status_code == 302
    assert ProductReview.objects.get().product_id == product.pk


@pytest.mark.parametrize(
    "state",
    [StallOrderState.NEW, StallOrderState.SHIPPED, StallOrderState.CANCELLED, StallOrderState.RETURNED],
)
def test_buyer_of_what_did_not_arrive_or_went_back_writes_nothing(
    signed_in: Client, person: User, state: str
) -> None:
    product = published_product()
    bought(product, person, state)
    response = signed_in.post(address_of(product), WORDS)
    assert response.status_code == 422
    assert "Chỉ người đã nhận món này" in main_words(response)
    assert not ProductReview.objects.exists()


def test_stranger_writes_nothing(signed_in: Client, person: User) -> None:
    product, other = published_product(), published_product()
    bought(other, person)
    bought(product, UserFactory.create())
    assert not has_received(user=person, product=product)
    assert signed_in.post(address_of(product), WORDS).status_code == 422
    assert "Gửi đánh giá" not in main_words(signed_in.get(address_of(product)))
    assert not ProductReview.objects.exists()


def test_guest_is_asked_to_sign_in(client: Client) -> None:
    product = published_product()
    for response in (client.get(address_of(product)), client.post(address_of(product), WORDS)):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/tai-khoan/dang-nhap/?next=/san-pham/")
    assert not ProductReview.objects.exists()


def test_one_person_writes_once(signed_in: Client, person: User) -> None:
    product = published_product()
    bought(product, person)
    signed_in.post(address_of(product), WORDS)
    response = signed_in.post(address_of(product), {**WORDS, "title": "Lần nữa"})
    assert response.status_code == 422
    assert [review.title for review in ProductReview.objects.all()] == ["Thơm lắm"]


@pytest.mark.parametrize(
    "changes",
    [{"score": "6"}, {"score": "0"}, {"score": ""}, {"title": " "}, {"body": ""}, {"body": "x" * 2001}],
)
def test_wrong_words_are_refused(signed_in: Client, person: User, changes: dict[str, str]) -> None:
    product = published_product()
    bought(product, person)
    assert signed_in.post(address_of(product), {**WORDS, **changes}).status_code == 422
    assert not ProductReview.objects.exists()


def test_writing_leaves_the_product_as_it_is() -> None:
    """Oscar would save the whole row back, and with it whatever changed in between."""
    product = published_product()
    person = UserFactory.create()
    bought(product, person)
    Product.objects.filter(pk=product.pk).update(sold_count=77)
    write_review(user=person, product=product, score=5, title="Thơm", body="Đậm")
    product.refresh_from_db()
    assert product.sold_count == 77


def test_withdrawn_product_takes_no_review(signed_in: Client, person: User) -> None:
    product = published_product()
    bought(product, person)
    Product.objects.filter(pk=product.pk).update(is_public=False)
    assert signed_in.post(address_of(product), WORDS).status_code == 404
    assert not ProductReview.objects.exists()


def test_approval_shows_the_review_and_counts_it(client: Client) -> None:
    product = published_product()
    first, second, third = (
        write(product, 5, "Thơm lắm"),
        write(product, 4, "Cũng được"),
        write(product, 1, "Dở"),
    )
    IndexTask.objects.all().delete()
    by = moderator()
    for review_pk, approve in ((first, True), (second, True), (third, False)):
        moderate_review(review_pk=review_pk, approve=approve, by=by)
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (4.5, 2)
    assert set(IndexTask.objects.values_list("product_id", flat=True)) == {product.pk}
    said = main_words(client.get(f"/san-pham/{product.slug}/"))
    assert "Thơm lắm" in said
    assert "Cũng được" in said
    assert "Dở" not in said
    assert "N. Nhung" in said
    assert "Nguyễn Thị Hồng Nhung" not in said
    assert "2 người đã nhận hàng đánh giá" in said


def test_first_answer_stands() -> None:
    review_pk = write(published_product())
    by = moderator()
    moderate_review(review_pk=review_pk, approve=False, by=by)
    with pytest.raises(NotAllowedNowError):
        moderate_review(review_pk=review_pk, approve=True, by=by)
    assert ProductReview.objects.get().status == ProductReview.REJECTED
    assert ModelLogEntry.objects.filter(action="storefront.review_decided").count() == 1


@pytest.mark.parametrize(("decision", "word"), [("approve", "shown"), ("refuse", "refused")])
def test_decision_stands_in_the_log_with_officer_before_and_after(
    client: Client, decision: str, word: str
) -> None:
    product = published_product(title="Cà phê Đồi Sương")
    review_pk = write(product, 5, "Thơm lắm")
    by = User.objects.get(pk=desk(client).session["_auth_user_id"])
    client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": decision})
    entry = ModelLogEntry.objects.get(action="storefront.review_decided")
    assert (entry.user, entry.object_id) == (by, str(review_pk))
    assert entry.label == "Thơm lắm (Cà phê Đồi Sương)"
    assert entry.data == {"before": {"state": "waiting"}, "after": {"state": word}}
    line = log_line(entry)
    assert (line.action, line.before) == ("Quyết định về đánh giá", "trạng thái: chờ xem")
    assert line.after == {"shown": "trạng thái: đã cho hiện", "refused": "trạng thái: đã giữ lại"}[word]


def test_who_may_not_decide_about_reviews_changes_and_logs_nothing() -> None:
    review_pk = write(published_product())
    with pytest.raises(PermissionDenied):
        moderate_review(review_pk=review_pk, approve=True, by=editor())
    assert ProductReview.objects.get().status == ProductReview.FOR_MODERATION
    assert not ModelLogEntry.objects.filter(action="storefront.review_decided").exists()


def test_officer_sees_what_waits_and_decides(client: Client) -> None:
    product = published_product(title="Cà phê Đồi Sương")
    first, second = write(product, 5, "Thơm <lắm>"), write(product, 2, "Chưa ưng")
    page = desk(client).get("/quan-tri/danh-gia/")
    assert page.status_code == 200
    assert "Thơm &lt;lắm&gt;" in page.content.decode()
    assert json.dumps("Đánh giá (2)") in client.get("/quan-tri/").content.decode()
    for review_pk, decision in ((first, "approve"), (second, "refuse")):
        response = client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": decision})
        assert response.status_code == 302
    statuses = dict(ProductReview.objects.values_list("pk", "status"))
    assert statuses == {first: ProductReview.APPROVED, second: ProductReview.REJECTED}
    assert list(waiting_reviews()) == []
    assert "Không có đánh giá nào đang chờ." in client.get("/quan-tri/danh-gia/").content.decode()


def test_decision_twice_says_so(client: Client) -> None:
    review_pk = write(published_product())
    desk(client)
    client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": "approve"})
    response = client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": "refuse"}, follow=True)
    assert "đã có người xem rồi" in response.content.decode()
    assert ProductReview.objects.get().status == ProductReview.APPROVED


def test_decision_that_is_none_decides_nothing(client: Client) -> None:
    review_pk = write(published_product())
    desk(client)
    assert client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": "delete"}).status_code == 400
    assert client.get(f"/quan-tri/danh-gia/{review_pk}/").status_code == 405
    assert client.post("/quan-tri/danh-gia/999999/", {"decision": "approve"}).status_code == 404
    assert ProductReview.objects.get().status == ProductReview.FOR_MODERATION


def test_others_do_not_decide(client: Client) -> None:
    review_pk = write(published_product())
    client.force_login(editor())
    assert client.get("/quan-tri/danh-gia/").status_code == 403
    assert client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": "approve"}).status_code == 403
    client.force_login(UserFactory.create())
    assert client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": "approve"}).status_code in {302, 403}
    assert ProductReview.objects.get().status == ProductReview.FOR_MODERATION


def test_post_without_token_decides_nothing() -> None:
    review_pk = write(published_product())
    client = desk(Client(enforce_csrf_checks=True))
    assert client.post(f"/quan-tri/danh-gia/{review_pk}/", {"decision": "approve"}).status_code == 403
    assert ProductReview.objects.get().status == ProductReview.FOR_MODERATION
