"""What the check finds in a submitted revision, and where."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from marketplace.listings.drafting.content import Photo
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, Offer
from marketplace.listings.pictures.cleaning import clean_upload
from marketplace.listings.screening.enums import Act, RuleKind
from marketplace.listings.screening.models import Finding, ListingCheck, ScreeningRule
from marketplace.listings.screening.sayings import say
from marketplace.listings.screening.selectors import (
    counts_by_revision,
    findings_for_stall,
    findings_of_revision,
)
from marketplace.listings.screening.setup import load_rules
from marketplace.listings.services import archive_listing, save_revision
from marketplace.shop.partner.models import StockRecord
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.listings import LABEL, listing_draft, paper, price_of, submitted
from tests.factories.stalls import StallFactory
from tests.marketplace.listings.screening.test_matching import drawing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(apps)


def big_photo(**changes: Any) -> Photo:
    return Photo(clean_upload(io.BytesIO(drawing(size=(1200, 900), **changes))), "Túi cà phê")


def found(**content: Any) -> list[tuple[str, str, str, str]]:
    """Submit a listing and return (kind, severity, field, quote) of what was found."""
    content.setdefault("photos", [big_photo()])
    task_state = submitted(**content)
    return list(
        findings_of_revision(task_state.revision_id).values_list("kind", "severity", "field", "quote")
    )


def test_clean_listing_has_no_findings() -> None:
    assert found() == []


def test_claim_is_found_at_its_place_with_its_citation() -> None:
    text = "Nấu từ lá chè vằng. Giúp lợi sữa, chữa mất ngủ, mát gan."
    assert found(description=text) == [("claim", "must", "description", "chữa mất ngủ")]
    finding = Finding.objects.get()
    assert text[finding.start : finding.end] == "chữa mất ngủ"
    assert "Nghị định 15/2018" in finding.citation
    assert "Lời quảng cáo như thuốc" in finding.message


def test_claims_are_for_their_groups_only() -> None:
    rule = ScreeningRule.objects.get(code="chua-benh")
    rule.label_groups = "cosmetic"
    rule.save()
    assert found(description="Chữa mất ngủ.") == []


def test_words_are_looked_for_in_title_label_variants_and_captions() -> None:
    rows = found(
        title="Xì gà Cùa",
        label_data={**LABEL, "usage": "Uống để điều trị đau lưng"},
        variants=[price_of(98_000, name="Hộp thần dược")],
        photos=[Photo(big_photo().picture, "Đặc trị ho")],
    )
    assert rows == [
        ("goods", "must", "title", "Xì gà"),
        ("claim", "must", "usage", "điều trị"),
        ("claim", "must", "variants", "thần dược"),
        ("claim", "must", "captions", "Đặc trị"),
    ]


def test_makers_address_is_no_claim() -> None:
    assert found(label_data={**LABEL, "responsible_address": "Số 1 đường Nhất Chi Mai"}) == []


def test_number_in_the_makers_address_is_shown_to_the_officer_and_weighs_less() -> None:
    address = "Thôn Xa Ry, gọi 0912 345 678"
    assert found(description=address, label_data={**LABEL, "responsible_address": address}) == [
        ("contact", "must", "description", "0912 345 678"),
        ("contact", "should", "responsible_address", "0912 345 678"),
    ]


def test_folded_hit_only_warns() -> None:
    assert found(description="Ban can sa") == [("goods", "should", "description", "can sa")]


def test_rule_out_of_its_days_is_not_asked() -> None:
    ScreeningRule.objects.filter(code="ma-tuy").update(valid_until=timezone.localdate() - timedelta(days=1))
    ScreeningRule.objects.filter(code="hoang-da").update(valid_from=timezone.localdate() + timedelta(days=1))
    assert found(description="Cần sa, mật gấu.") == []


def test_department_adds_a_word_without_code() -> None:
    ScreeningRule.objects.create(
        code="moi",
        kind=RuleKind.GOODS,
        name="Nấm lạ",
        act=Act.REFUSE,
        words="nấm ma\nnấm thần",
        masks="nấm mật",
    )
    assert found(description="Có nấm thần.") == [("goods", "must", "description", "nấm thần")]


def test_contacts_and_links_are_found() -> None:
    assert found(description="Gọi 0912 345 678 hoặc vào www.htx.vn, zalo cũng được") == [
        ("contact", "must", "description", "0912 345 678"),
        ("contact", "must", "description", "www.htx.vn"),
        ("contact", "should", "description", "zalo"),
    ]


def test_title_of_another_listing_is_found_whatever_its_marks() -> None:
    other = published_product(title="Tiêu đen Cùa")
    assert found(title="TIEU ĐEN CÙA!") == []  # the other one was never looked at
    from marketplace.listings.screening.services import mark_unmarked_listings  # noqa: PLC0415 - used here only

    assert mark_unmarked_listings() == 1
    assert found(title="Tiêu đen, cùa", photos=[big_photo(mirrored=True)]) == [
        ("title", "should", "title", "Tiêu đen, cùa")
    ]
    assert Finding.objects.get().other_listing_id in {
        other.listing.pk,
        *Listing.objects.values_list("pk", flat=True),
    }


def test_same_picture_of_another_stall_is_found_although_saved_anew() -> None:
    first = submitted(photos=[big_photo()])
    rows = found(photos=[big_photo(quality=60)])
    assert rows == [("picture", "must", "pictures", "")]
    finding = Finding.objects.get()
    assert finding.other_listing_id == int(first.revision.object_id)
    assert (finding.start, finding.end) == (0, 1)
    assert found(photos=[big_photo(mirrored=True)]) == []


def test_own_picture_twice_only_warns_and_the_stall_is_not_told_whose_another_is() -> None:
    stall = StallFactory.create()
    submitted(stall=stall, photos=[big_photo()])
    assert found(stall=stall, photos=[big_photo(quality=60)]) == [("picture", "should", "pictures", "")]
    listing = Listing.objects.latest("pk")
    words = [say(finding) for finding in findings_for_stall(listing)]
    assert words == ["Giống ảnh một mặt hàng khác của chính gian hàng."]


@pytest.mark.parametrize("quality", [90, 60], ids=["the same file", "saved anew"])
def test_picture_of_goods_that_were_put_away_may_be_used_again(quality: int) -> None:
    first = submitted(photos=[big_photo(quality=90)])
    archive_listing(listing=Listing.objects.get(pk=first.revision.object_id))
    assert found(photos=[big_photo(quality=quality)]) == []


def test_small_picture_is_told_with_its_size() -> None:
    rows = found(photos=[Photo(clean_upload(io.BytesIO(drawing(size=(640, 480)))), "Túi")])
    assert rows == [("small_picture", "should", "pictures", "")]
    assert say(Finding.objects.get()) == "Ảnh nhỏ, 640 × 480 điểm. Nên từ 600 điểm mỗi cạnh."


@pytest.mark.parametrize(("price", "expected"), [(9_000, 1), (100_000, 0), (900_000, 1)])
def test_price_far_from_its_aisle_is_told(price: int, expected: int) -> None:
    aisle = CategoryFactory.create()
    for number in range(5):
        published_product(category=aisle, price=90_000 + number * 5_000)
    rows = found(category=aisle, variants=[price_of(price)])
    assert [row[0] for row in rows] == ["price"] * expected


def test_first_price_of_goods_on_the_shelf_is_past() -> None:
    aisle = CategoryFactory.create()
    for _number in range(5):
        published_product(category=aisle, price=100_000)
    listing = published_product(category=aisle, price=1_000).listing
    StockRecord.objects.filter(product__listing=listing).update(price=95_000)
    save_revision(listing=listing, content={"description": "Viết lại."})
    submitted(Listing.objects.get(pk=listing.pk))
    assert Offer.objects.get(listing=listing).price == 1_000  # kept as what was asked first
    assert not Finding.objects.filter(kind="price").exists()


def test_price_is_not_compared_with_too_few() -> None:
    aisle = CategoryFactory.create()
    published_product(category=aisle, price=90_000)
    assert found(category=aisle, variants=[price_of(1_000)]) == []


def test_ocop_without_certificate_and_other_stars_are_told() -> None:
    assert found(title="Cà phê OCOP") == [("paper", "must", "title", "OCOP")]
    rows = found(title="Cà phê OCOP 5 sao", ocop_stars=4, photos=[big_photo(mirrored=True)])
    assert rows == [("paper", "must", "title", "OCOP 5 sao")]


def test_ocop_that_runs_out_soon_is_told() -> None:
    soon = timezone.localdate() + timedelta(days=12)
    rows = found(ocop_stars=4, ocop_expires_on=soon, ocop_issued_on=date(2023, 12, 1))
    assert [row[:3] for row in rows] == [("paper", "should", "ocop_stars")]
    assert say(Finding.objects.get()) == f"Giấy OCOP hết hạn {soon:%d/%m/%Y}, còn 12 ngày."


def test_word_that_needs_a_certificate_is_told_without_a_valid_one() -> None:
    text = "Cà phê hữu cơ."
    expected = [("paper", "must", "description", "hữu cơ")]
    today = timezone.localdate()
    assert found(description=text) == expected
    assert "giấy chứng nhận" in Finding.objects.get().message
    assert (
        found(description=text, photos=[big_photo(mirrored=True)], papers=[paper(PaperKind.STANDARD)]) == []
    )
    ended = paper(PaperKind.STANDARD, today - timedelta(days=1))
    rows = found(description=text, photos=[big_photo(upside_down=True)], papers=[ended])
    assert sorted(rows) == sorted([*expected, ("paper", "must", "papers", "")])


@pytest.mark.parametrize(
    ("days", "expected", "words"),
    [(-1, [("paper", "must", "papers", "")], "đã hết hạn ngày"), (31, [], "")]
    + [(days, [("paper", "should", "papers", "")], f"còn {days} ngày") for days in (0, 30)],
)
def test_paper_that_ended_or_ends_soon_is_told(
    days: int, expected: list[tuple[str, str, str, str]], words: str
) -> None:
    ends = timezone.localdate() + timedelta(days=days)
    assert found(papers=[paper(PaperKind.SAFETY, ends)]) == expected
    messages = [f"{say(finding)} {finding.message}" for finding in Finding.objects.all()]
    assert [words in message for message in messages] == [True] * len(expected)


def test_findings_are_counted_for_many_revisions_in_one_query(django_assert_num_queries: Any) -> None:
    tasks = [submitted(listing=listing_draft(description="Chữa mất ngủ.")) for _ in range(3)]
    with django_assert_num_queries(1):
        counted = counts_by_revision(task.revision_id for task in tasks)
    assert [counted[task.revision_id][0] for task in tasks] == [1, 1, 1]
    assert ListingCheck.objects.count() == 3
