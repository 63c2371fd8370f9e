"""Fills an empty site from flat rows of products, for measuring: the judged set, or any file of its form.

The rows are taken as approved elsewhere and go through the bulk publisher, so that the laws of the
shelf hold for them too. No fixtures, no worker: when :func:`load_rows` returns, the index is complete.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from oscar.core.utils import slugify
from PIL import Image

from marketplace.core.batches import in_batches
from marketplace.core.errors import NotAllowedNowError
from marketplace.listings.pictures.cleaning import clean_upload
from marketplace.listings.shelf.bulk import BulkListing, ShelfPicture, publish_in_bulk, put_on_shelf_once
from marketplace.places.models import Ward
from marketplace.places.services import load_places
from marketplace.shop.catalogue.models import Category, Product
from marketplace.shop.catalogue.selectors import forget_menu
from marketplace.stalls.enums import ShippingZone, StallKind
from marketplace.stalls.models import ShippingRate, Stall
from marketplace.stalls.services import StallFacts, open_stall
from search.indexing.mirror import mirror_waiting
from search.indexing.sync import index_waiting

Row = dict[str, Any]

_LABEL_GROUP: Final = "other"
_FIGURES: Final = ("sold_count", "rating", "review_count")
_CHARGE: Final = 25_000
_SINCE: Final = 2020
_CERTIFIED_DAYS: Final = 1_000
_PICTURE_SIZE: Final = (640, 480)
_AT_ONCE: Final = 500
_UNWRITABLE: Final = re.compile("[\x00\ud800-\udfff]")
# What a row has to say, and in how many letters at most.
_TEXTS: Final = {
    "sku": 64,
    "title": 255,
    "short_description": 100_000,
    "stall": 120,
    "commune": 120,
    "category_path": 500,
    "created": 10,
}
# What columns of whole numbers take: at least, at most; and what may be left out.
_NUMBERS: Final = {"price": (1, 10**11), "stock": (0, 2**31 - 1)}
_OPTIONAL: Final = {"sold": (0, 2**31 - 1), "rating_count": (0, 2**31 - 1)}
_STARS: Final = (None, 0, 3, 4, 5)
_MOST_RATING: Final = 5
_CATEGORY_LETTERS: Final = 255


class FileError(Exception):
    """The file holds no products; the message says where it goes wrong."""


def read_rows(path: Path) -> list[Row]:
    """Return the products of a file: a list of flat objects. Raises FileError before anything is written."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(f"{path}: {error}") from error
    if not isinstance(rows, list):
        raise FileError(f"{path}: a list of products is expected")
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if wrong := _what_is_wrong(row, seen):
            raise FileError(f"{path}: product {number} {wrong}")
        seen.add(row["sku"])
    return rows


def _what_is_wrong(row: Any, seen: set[str]) -> str:
    if not isinstance(row, dict):
        return "is no object"
    return _wrong_text(row) or _wrong_number(row) or _wrong_fact(row, seen)


def _wrong_text(row: Row) -> str:
    for name, most in _TEXTS.items():
        text = row.get(name)
        if not isinstance(text, str) or not (text.strip() or name == "short_description"):
            return f"has no {name}"
        if len(text) > most:
            return f"has a {name} of more than {most} letters"
        if _UNWRITABLE.search(text):
            return f"has a letter in its {name} that no database keeps"
    return ""


def _wrong_number(row: Row) -> str:
    for name, (lowest, highest) in {**_NUMBERS, **_OPTIONAL}.items():
        number: Any = row.get(name)
        if number is None and name in _OPTIONAL:
            continue
        # A price of 95000.0 is one; of what is no number (NaN) nothing can be said.
        is_whole = type(number) is int or (type(number) is float and number.is_integer())
        if not is_whole or number < lowest:
            return f"has no {name} of at least {lowest}"
        if number > highest:
            return f"has a {name} of more than {highest}"
    if row.get("ocop_stars") not in _STARS:
        return "has ocop_stars that are not 3, 4 or 5"
    rating = row.get("rating")
    if rating is not None and not (type(rating) in {int, float} and 0 <= rating <= _MOST_RATING):
        return f"has no rating of at most {_MOST_RATING}"
    return ""


def _wrong_fact(row: Row, seen: set[str]) -> str:
    if not all(
        slugify(name) and len(name) <= _CATEGORY_LETTERS for name in row["category_path"].split(" > ")
    ):
        return f"stands in the category {row['category_path']}, which is none"
    if row["sku"] in seen:
        return f"has the sku {row['sku']} of another"
    try:
        date.fromisoformat(row["created"])
    except ValueError:
        return f"was created on {row['created']}, which is no day"
    return ""


def load_rows(rows: Sequence[Row]) -> int:
    """Publish what is not there yet (by its ``sku``) and return how many goods that were; index all that waits."""
    there = set(Product.objects.values_list("sku", flat=True))
    missing = [row for row in rows if row["sku"] not in there]
    if missing:
        _publish(missing)
    index_waiting()
    mirror_waiting()
    return len(missing)


def _publish(missing: Sequence[Row]) -> None:
    wards = _wards(missing)
    stalls = _stalls(missing, wards)
    categories = _categories(missing)
    picture = _picture()
    for _done in publish_in_bulk(_listings(missing, stalls, wards, categories, picture)):
        pass
    _tell_sales(missing)


def _wards(rows: Iterable[Row]) -> dict[str, Ward]:
    """Return the communes that the rows name, of the floor's own province; the official list is loaded if need be."""
    names = {row["commune"] for row in rows}
    own = Ward.objects.filter(province__code=settings.PROVINCE_CODE, name__in=names)
    if own.count() < len(names):
        load_places()
    found = {ward.name: ward for ward in own.all()}
    unknown = sorted(names - set(found))
    if unknown:
        raise NotAllowedNowError(f"no such commune in this province: {', '.join(unknown)}")
    return found


def _stalls(rows: Iterable[Row], wards: Mapping[str, Ward]) -> dict[str, Stall]:
    """Return the stalls that the rows name, opened where they are missing, delivering everywhere."""
    homes = {row["stall"]: wards[row["commune"]] for row in rows}
    found = {stall.name: stall for stall in Stall.objects.filter(name__in=homes)}
    for number, (name, ward) in enumerate(homes.items()):
        if name in found:
            continue
        facts = StallFacts(
            representative=name,
            street="Thôn 1",
            phone=f"0900{number:06d}",
            email=f"gian-{number}@example.vn",
            selling_since=_SINCE,
        )
        found[name] = open_stall(name=name, kind=StallKind.HOUSEHOLD, ward=ward, facts=facts)
        ShippingRate.objects.bulk_create(
            ShippingRate(stall=found[name], zone=zone, charge=_CHARGE) for zone in ShippingZone
        )
    return found


def _categories(rows: Iterable[Row]) -> dict[str, Category]:
    """Return the category of each path («Thực phẩm > Gạo & Nếp»), made where it is missing."""
    found: dict[str, Category] = {}
    for path in dict.fromkeys(row["category_path"] for row in rows):
        parent: Category | None = None
        for name in path.split(" > "):
            slug = slugify(name)
            there = Category.objects.filter(slug=slug).first()
            if there is None:
                made = (
                    parent.add_child(name=name, slug=slug)
                    if parent
                    else Category.add_root(name=name, slug=slug)
                )
                there = Category.objects.get(pk=made.pk)
            parent = there
        if parent is not None:
            found[path] = parent
    forget_menu()
    return found


def _picture() -> ShelfPicture:
    """Return one plain picture for all: a listing has one, and none is measured."""
    file = io.BytesIO()
    Image.new("RGB", _PICTURE_SIZE, "#d9cfc1").save(file, "PNG")
    file.seek(0)
    return put_on_shelf_once(clean_upload(file))


def _listings(
    rows: Iterable[Row],
    stalls: Mapping[str, Stall],
    wards: Mapping[str, Ward],
    categories: Mapping[str, Category],
    picture: ShelfPicture,
) -> Iterator[BulkListing]:
    for row in rows:
        stars = int(row.get("ocop_stars") or 0)
        certificate: dict[str, Any] = {}
        if stars:
            certificate = {
                "ocop_stars": stars,
                "ocop_decision_no": f"{row['sku']}/QĐ-UBND",
                "ocop_authority": "Ủy ban nhân dân tỉnh",
                "ocop_issued_on": timezone.localdate(),
                "ocop_expires_on": timezone.localdate() + timedelta(days=_CERTIFIED_DAYS),
            }
        yield BulkListing(
            stall_id=stalls[row["stall"]].pk,
            category_id=categories[row["category_path"]].pk,
            sku=row["sku"],
            title=row["title"],
            description=row["short_description"],
            label_group=_LABEL_GROUP,
            label_data={
                "goods_name": row["title"],
                "origin": row["commune"],
                "responsible_name": row["stall"],
                "responsible_address": row["commune"],
                "specifications": row["title"],
            },
            unit="",
            price=int(row["price"]),
            stock=int(row["stock"]),
            pictures=[picture],
            origin_ward_id=wards[row["commune"]].pk,
            published_at=timezone.make_aware(datetime.combine(date.fromisoformat(row["created"]), time(8))),
            **certificate,
        )


@transaction.atomic
def _tell_sales(rows: Sequence[Row]) -> None:
    """Write what was sold and how it was rated: figures that orders and reviews make on a real floor."""
    told = {row["sku"]: row for row in rows}
    table, pk = Product._meta.db_table, Product._meta.pk.column
    changes = ", ".join(f"{name} = %s" for name in _FIGURES)
    for skus in in_batches(told, _AT_ONCE):
        keys = Product.objects.filter(sku__in=skus).values_list("pk", "sku")
        figures = [
            (told[sku].get("sold") or 0, told[sku].get("rating"), told[sku].get("rating_count") or 0, key)
            for key, sku in keys
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE {pk} = %s", figures)  # noqa: S608 - names of our own
