"""What findings say is said in the language of the page, whatever the stall spoke when it submitted."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.screening.enums import Saying
from marketplace.listings.screening.models import Finding, ListingCheck
from marketplace.listings.screening.sayings import name_place, say
from marketplace.listings.screening.setup import load_rules
from tests.factories.listings import paper, submitted
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.people import sign_in
from tests.marketplace.english import left_over

pytestmark = pytest.mark.django_db

FACTS = {
    "phrase": "tot nhat",
    "goods": "pesticide",
    "day": "30/06/2026",
    "left": 12,
    "stars": 4,
    "paper_kind": PaperKind.SAFETY,
    "number": "77/GP",
    "width": 640,
    "height": 480,
    "side": 600,
    "price": "9.000 ₫",
    "middle": "95.000 ₫",
}


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(apps)


def submitted_in_english() -> tuple[Listing, list[Finding]]:
    """Goods with a claim, a number, a word on the label, and a paper that ends; their stall reads English."""
    ends = timezone.localdate() + timedelta(days=12)
    with translation.override("en"):
        task = submitted(
            stall=StallFactory.create(name="Highland tea"),
            description="Chè giúp chữa mất ngủ. Gọi 0912 345 678.",
            papers=[paper(PaperKind.SAFETY, ends, "77/GP")],
        )
    run = ListingCheck.objects.get(revision=task.revision_id)
    return run.listing, list(run.findings.order_by("pk"))


def test_findings_of_an_english_submission_are_vietnamese_on_a_vietnamese_page() -> None:
    ends = timezone.localdate() + timedelta(days=12)
    _listing, found = submitted_in_english()
    said = {(name_place(one), say(one)) for one in found}
    assert ("Mô tả", "Số điện thoại, thư hoặc đường dẫn trong lời tả. Người mua liên hệ qua sàn.") in said
    assert (
        "Giấy tờ",
        f"{PaperKind.SAFETY.label} 77/GP hết hạn {ends:%d/%m/%Y}, còn 12 ngày.",
    ) in said


@pytest.mark.parametrize("saying", list(Saying))
def test_every_sentence_is_said_with_its_facts_in_both_languages(saying: Saying) -> None:
    finding = Finding(saying=saying, facts=FACTS, field="title")
    vietnamese = say(finding)
    with translation.override("en"):
        english = say(finding)
    assert vietnamese
    assert vietnamese != english
    assert "%" not in vietnamese + english
    assert re.search(r"[ăâđêôơưạảấầệểễếếịọộớờợụứừ]", english.replace(" ₫", ""), re.IGNORECASE) is None


@pytest.mark.parametrize(
    ("field", "start", "vietnamese", "english"),
    [
        ("pictures", 1, "Ảnh 2", "Picture 2"),
        ("label_group", None, "Nhóm nhãn", "Label group"),
        ("usage", 3, "Nhãn: Hướng dẫn sử dụng", "Label: Hướng dẫn sử dụng"),
    ],
)
def test_place_is_named_in_both_languages(field: str, start: int, vietnamese: str, english: str) -> None:
    finding = Finding(field=field, start=start)
    assert name_place(finding) == vietnamese
    with translation.override("en"):
        assert name_place(finding) == english


def test_pages_of_findings_in_english_have_no_vietnamese_but_quotes_and_rules(client: Client) -> None:
    listing, found = submitted_in_english()
    assert {"contact", "claim", "paper"} <= {one.kind for one in found}
    sign_in(client, listing.stall)
    with translation.override("en"):
        office = render_to_string(
            "oversight/_findings.html",
            {"check": found[0].check_run, "findings": [(one, "x") for one in found]},
        )
        page = client.get(reverse("desk:listing", kwargs={"listing_pk": listing.pk})).content.decode()
        home = client.get(reverse("desk:home")).content.decode()
    assert left_over(f"<html>{office}</html>") == []
    for text in (page, home):
        assert "Buyers" in text
        assert "Người mua liên hệ qua sàn" not in text
        assert left_over(text) == []


def test_finding_of_earlier_days_keeps_its_words_and_says_that_they_are_vietnamese() -> None:
    old = Finding(kind="price", severity="should", field="variants", message="Giá 9.000 ₫ thấp lạ.")
    with translation.override("en"):
        text = " ".join(render_to_string("listings/_finding.html", {"finding": old}).split())
    assert text == '<span lang="vi">Giá 9.000 ₫ thấp lạ.</span>'
