"""Listings for tests: complete, with a label and a picture, so that they may be approved."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from PIL import Image
from wagtail.models import TaskState, WorkflowTask

from marketplace.accounts.models import User
from marketplace.accounts.roles import OFFICERS
from marketplace.listings.drafting.content import Photo, Variant
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.papers.rows import Paper
from marketplace.listings.pictures.cleaning import StoredPicture, clean_picture, store_private
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.screening.setup import TASK as CHECK
from marketplace.listings.screening.setup import set_up_check
from marketplace.listings.services import create_listing, save_revision, submit_listing
from marketplace.oversight.setup import set_up_oversight
from marketplace.shop.catalogue.models import Category
from marketplace.stalls.models import Stall
from search.counting.setup import set_up_report
from tests.factories.stalls import StallFactory, any_ward

_numbers = count(1)

LABEL = {
    "goods_name": "Cà phê bột",
    "origin": "xã Hướng Phùng, tỉnh Quảng Trị",
    "responsible_name": "HTX Đồi Sương",
    "responsible_address": "Thôn Xa Ry, xã Hướng Phùng, tỉnh Quảng Trị",
    "net_quantity": 250,
    "net_unit": "g",
    "made_on": "In trên bao bì",
    "shelf_life_days": 365,
    "ingredients": "Cà phê Arabica (100%)",
    "warnings": "Có chứa caffeine",
    "usage": "Pha phin",
    "storage": "Nơi khô ráo",
}
OCOP: dict[str, Any] = {
    "ocop_stars": 4,
    "ocop_set": 13,
    "ocop_decision_no": "1178/QĐ-UBND",
    "ocop_authority": "Ủy ban nhân dân tỉnh Quảng Trị",
    "ocop_issued_on": date(2026, 6, 30),
    "ocop_expires_on": date(2099, 6, 30),
}


@cache
def picture_bytes(colour: str = "brown", size: tuple[int, int] = (320, 240), form: str = "PNG") -> bytes:
    """A picture of one colour."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, form)
    return target.getvalue()


@cache
def _clean(colour: str) -> tuple[bytes, int, int]:
    return clean_picture(io.BytesIO(picture_bytes(colour)))


def stored_picture(colour: str = "brown") -> StoredPicture:
    """A clean picture in private storage; one of each colour is cleaned once."""
    return store_private(_clean(colour))


def photo(colour: str = "brown") -> Photo:
    return Photo(stored_picture(colour), "Túi cà phê")


def price_of(price: int, stock: int = 12, *, sku: str = "", **fields: Any) -> Variant:
    """A variant; without ``sku`` it gets a code of its own."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Túi {number}",
        "unit": "túi 250 g",
        "net_quantity": Decimal(250),
        "net_unit": "g",
        "weight_g": 300,
    }
    return Variant(sku=sku or f"V-{number}", price=price, stock=stock, **{**values, **fields})


def listing_draft(
    *,
    stall: Stall | None = None,
    category: Category | None = None,
    variants: Sequence[Variant] | None = None,
    photos: Sequence[Photo] | None = None,
    papers: Sequence[Paper] | None = None,
    **content: Any,
) -> Listing:
    """A draft that has all that an approval asks for, OCOP's certificate with its stars.

    ``price_was`` is given to the first variant.
    """
    from tests.factories.catalogue import CategoryFactory  # noqa: PLC0415 - the two files use each other

    number = next(_numbers)
    ways = list(variants) if variants is not None else [price_of(98_000)]
    price_was = content.pop("price_was", None)
    if price_was is not None:
        ways[0] = price_of(
            ways[0].price,
            ways[0].stock,
            sku=ways[0].sku,
            price_was=price_was,
            name=ways[0].name,
            unit=ways[0].unit,
        )
    if content.get("ocop_stars"):
        content = {**OCOP, **content}
    values: dict[str, Any] = {
        "sku": f"CF-{number}",
        "title": f"Cà phê Arabica {number}",
        "description": "Rang mộc từng mẻ nhỏ.",
        "label_group": "food",
        "label_data": dict(LABEL),
        "origin_ward": any_ward(),
    }
    listing = create_listing(
        stall=stall or StallFactory.create(),
        category=category or Category.objects.filter(depth=1).first() or CategoryFactory.create(),
        variants=ways,
        photos=photos if photos is not None else [photo()],
        **{**values, **content},
    )
    shown = papers if papers is not None else [paper(PaperKind.OCOP)] * bool(content.get("ocop_stars"))
    if shown:
        save_revision(listing=listing, papers=shown)
    return listing


def review_workflow() -> None:
    """Make the officers' group and the workflow with both stages, unless they are there."""
    if not WorkflowTask.objects.filter(task__name=CHECK).exists():
        set_up_review(apps)
        set_up_check(apps)


def officer(email: str = "can-bo@example.vn") -> User:
    """Someone of the department who may approve; makes the workflow too."""
    review_workflow()
    set_up_oversight(apps)
    set_up_report(apps)
    user = User.objects.create_user(email, "mat-khau-dai", full_name="Lê Thị Thanh Tâm")
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


def submitted(listing: Listing | None = None, **content: Any) -> TaskState:
    """A listing's task in the department's queue."""
    review_workflow()
    return submit_listing(listing=listing or listing_draft(**content))


def paper(kind: PaperKind, expires_on: date | None = None, number: str = "12/GP") -> Paper:
    """A paper with its file in private storage."""
    picture = stored_picture("white")
    return Paper(kind=kind, number=number, expires_on=expires_on, file=picture.name, digest=picture.digest)
