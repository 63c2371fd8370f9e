"""The preview is the product's page to the byte, but for what a draft cannot have: nobody approved or bought it."""

import re
from typing import Any, Final

import pytest
from bs4 import BeautifulSoup, Tag
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import translation

from marketplace.listings.drafting.content import Photo
from marketplace.listings.models import Listing
from marketplace.listings.review.setup import set_up_review
from search.indexing.sync import index_waiting
from tests.factories.catalogue import published_product
from tests.factories.listings import OCOP, stored_picture
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk

pytestmark = pytest.mark.django_db

# What the page of goods on the shelf has beyond a preview: the seal of the approval, reviews, the way to report it.
_OF_THE_SHELF: Final = 'section#danh-gia, p:has(> a[href*="/phan-anh/"]), .badge:has([href$="#i-seal"])'


def main_of(answer: Any, *without: str) -> str:
    """Return the page's main part, each address of a picture as its digest and no product's key in it."""
    main = BeautifulSoup(answer.content, "html.parser").select_one("main")
    assert isinstance(main, Tag)
    for one in main.select(", ".join(without)):
        one.extract()
    for button in main.select("button[disabled]"):
        del button["disabled"]
    for field in main.select("[name=product_id]"):
        field["value"] = ""
    for name in ("src", "srcset", "sizes", "href"):
        for one in main.select(f"[{name}]"):
            found = re.search(r"[0-9a-f]{64}", str(one[name]))
            if found:
                one[name] = found[0]
    return re.sub(r"\s+", " ", str(main))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("variants", [1, 3])
@pytest.mark.parametrize("stock", [0, 12])
def test_preview_of_what_is_on_display_is_its_page(
    client: Client, language: str, variants: int, stock: int
) -> None:
    set_up_review(apps)
    stall = StallFactory.create()
    product = published_product(
        stall=stall,
        variants=variants,
        stock=stock,
        title="Cà phê <Khe Sanh>",
        description="Dòng một.\n\nDòng hai & ba.",
        **OCOP,
    )
    index_waiting()
    listing = Listing.objects.get(product=product)
    with translation.override(language):
        page, preview = (
            product.get_absolute_url(),
            reverse("desk:listing_preview", kwargs={"listing_pk": listing.pk}),
        )
    shown = main_of(client.get(page), _OF_THE_SHELF)
    desk = at_desk(client, stall)
    assert main_of(desk.get(preview), ".notice") == shown
    assert "1178/QĐ-UBND" in shown


@pytest.mark.parametrize(
    ("words", "read"), [("Túi cà phê mặt trước", "Túi cà phê mặt trước"), ("", "Cà phê Khe Sanh")]
)
def test_what_the_stall_wrote_of_a_picture_is_read_out_on_the_page(
    client: Client, words: str, read: str
) -> None:
    product = published_product(title="Cà phê Khe Sanh", photos=[Photo(stored_picture(), words)])
    page = BeautifulSoup(client.get(product.get_absolute_url()).content, "html.parser")
    assert [one["alt"] for one in page.select("[data-gallery-main]")] == [read]
