"""Pictures answer as long as their goods are on the shelf.

On the shelf a picture's files lie in public storage, where a proxy hands them out without asking us; off the shelf
they lie in private storage under ``withheld/``, and return from there as they were. Whoever takes goods off the
shelf or puts them back leaves a row for each file in the same transaction (``queue_files``). A task settles the
rows in small batches: it looks where the file belongs now, moves it, and lets go of the row in one transaction, so
a worker that dies leaves the row to the next one, and to do it twice does no harm.

A row's writer and its mover wait for each other at the row (``ON CONFLICT DO UPDATE`` against ``FOR UPDATE``), so
what is decided after a move began is never lost.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import IO, Any, Final

from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction
from django.utils import timezone

from marketplace.core.files.imaging import WIDTHS
from marketplace.core.files.pictures import GOODS_FOLDER, rendition_name
from marketplace.shop.catalogue.file_models import FileMove
from marketplace.shop.catalogue.models import ProductImage

logger = logging.getLogger(__name__)

# A batch holds its rows, and on SQLite the whole database, while it copies.
BATCH: Final = 20
_FOLDER: Final = "withheld"
# No approval takes as long as this from the copy of its pictures to its end.
STRAY_AFTER: Final = timedelta(hours=1)


def queue_pictures_of(product_ids: Iterable[int]) -> None:
    """Let the files of these products' pictures be moved to where they belong after this transaction."""
    images = ProductImage.objects.filter(product_id__in=list(product_ids))
    queue_files(images.order_by("original").values_list("original", flat=True).distinct())


def queue_files(names: Iterable[str]) -> None:
    """Leave a row for each file, in the transaction that moves its goods. Should nobody call the task, beat does."""
    now = timezone.now()
    # In the order of their names, so that two transactions cannot hold what the other waits for.
    rows = [FileMove(original=name, asked_at=now) for name in sorted(set(names))]
    if not rows:
        return
    FileMove.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["original"],
        update_fields=["asked_at"],
    )


def on_shelf(names: Iterable[str]) -> set[str]:
    """Return those of the files that goods on the shelf show."""
    shown = ProductImage.objects.filter(original__in=list(names), product__is_public=True)
    return set(shown.values_list("original", flat=True))


def settle_waiting() -> int:
    """Move what waits, oldest row first, and return how many files are in their place now."""
    settled, after = 0, 0
    while True:
        found, done, after = _settle_batch(after)
        settled += done
        if not found:
            return settled


def queue_strays() -> int:
    """Leave a row for each public picture that no product has, and return how many there are.

    An approval copies its pictures before it is through; one that fails or dies then leaves them behind.
    """
    strays = 0
    for names in _public_originals():
        known = set(ProductImage.objects.filter(original__in=names).values_list("original", flat=True))
        latest = timezone.now() - STRAY_AFTER
        stray = [
            name for name in names if name not in known and default_storage.get_modified_time(name) < latest
        ]
        queue_files(stray)
        strays += len(stray)
    return strays


def _public_originals() -> Iterator[list[str]]:
    """Yield the names of the public pictures, folder by folder; their copies follow them."""
    try:
        folders, _ = default_storage.listdir(GOODS_FOLDER)
    except FileNotFoundError:  # nothing was ever on the shelf
        return
    for folder in folders:
        _, files = default_storage.listdir(f"{GOODS_FOLDER}/{folder}")
        yield [f"{GOODS_FOLDER}/{folder}/{name}" for name in files if name.endswith(".jpg")]


def open_withheld(image: ProductImage) -> tuple[IO[Any], str]:
    """Open a small copy of a picture wherever it lies, and return it with its type. Raises FileNotFoundError.

    For people who may see goods that left the shelf: whoever bought them.
    """
    original = image.original.name
    small = [rendition_name(original, width) for width in sorted(image.widths) if width >= WIDTHS[1]]
    for name, kind in (*((name, "image/webp") for name in small[:1]), (original, "image/jpeg")):
        for storage, place in ((storages["private"], _withheld(name)), (default_storage, name)):
            if storage.exists(place):
                return storage.open(place), kind
    raise FileNotFoundError(original)


@transaction.atomic
def _settle_batch(after: int) -> tuple[int, int, int]:
    """Settle the next rows; return how many there were, how many are done, and the last one's key."""
    waiting = FileMove.objects.select_for_update(skip_locked=True).filter(pk__gt=after).order_by("pk")
    rows = list(waiting[:BATCH])
    if not rows:
        return 0, 0, after
    names = [row.original for row in rows]
    known = set(ProductImage.objects.filter(original__in=names).values_list("original", flat=True))
    shown = on_shelf(names)
    done = [
        row.pk
        for row, name in zip(rows, names, strict=True)
        if _settle(name, is_shown=name in shown, is_known=name in known)
    ]
    FileMove.objects.filter(pk__in=done).delete()
    return len(rows), len(done), rows[-1].pk


def _settle(name: str, *, is_shown: bool, is_known: bool) -> bool:
    """Bring one picture's files to where they belong. One that fails waits for the next sweep."""
    private = storages["private"]
    try:
        # Every width that there can be: a copy that a dying worker made is in no row.
        for one in (name, *(rendition_name(name, width) for width in _widths(name))):
            if is_shown:
                _move(private, _withheld(one), default_storage, one)
            elif is_known:
                _move(default_storage, one, private, _withheld(one))
            else:  # no product has it any more
                default_storage.delete(one)
                private.delete(_withheld(one))
    except OSError:
        logger.exception("The files of %s could not be moved", name)
        return False
    return True


def _widths(name: str) -> set[int]:
    own = ProductImage.objects.filter(original=name).values_list("widths", "width")[:1]
    return {*WIDTHS, *(width for widths, whole in own for width in (*widths, whole))}


def _withheld(name: str) -> str:
    return f"{_FOLDER}/{name}"


def _move(source: Storage, here: str, target: Storage, there: str) -> None:
    """Copy first, delete then: killed in between, both are there and the next one deletes.

    The two may be different disks, so this is no rename. A name is its content's, so a file that is there is the
    same one, unless a copy broke off in it: then it is the shorter one.
    """
    if not source.exists(here):
        return
    if target.exists(there) and target.size(there) < source.size(here):
        target.delete(there)
    if not target.exists(there):
        with source.open(here) as file:
            stored = target.save(there, file)
        if stored != there:  # somebody else wrote the same file meanwhile
            target.delete(stored)
    source.delete(here)
