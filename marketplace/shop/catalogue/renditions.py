"""WebP copies of the shelf's pictures. A picture without copies is shown in its own size meanwhile.

``ProductImage.widths`` is the row that says what is done; an empty one is unfinished work, once its goods are on
the shelf: what left it gets no copies in public.
"""

import logging
import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from marketplace.core.batches import in_batches
from marketplace.core.files.imaging import encode_copies
from marketplace.core.files.pictures import rendition_name
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.catalogue.shelf_files import on_shelf, queue_files
from marketplace.shop.catalogue.signals import shelf_changed

logger = logging.getLogger(__name__)

_BATCH: Final = 200


def render_product(product_pk: int) -> int:
    """Make the missing copies of one product's pictures and return how many pictures got them."""
    return _render_names(_names(ProductImage.objects.filter(product=product_pk)))


def render_missing(limit: int = _BATCH) -> int:
    """Make the copies that a lost task left out, a few at a time."""
    return _render_names(missing_files()[:limit])


def render_all(progress: Callable[[int], None] | None = None, *, processes: int = 2) -> int:
    """Make every missing copy with several processes. ``progress`` hears 1 for each picture done."""
    names = missing_files()
    # Fork would hand the children our database connections; they only decode and encode.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("forkserver")) as pool:
        for batch in in_batches(names, _BATCH):
            done: dict[str, list[int]] = {}
            for name, copies in zip(batch, pool.map(encode_copies, map(_read, batch)), strict=True):
                done[name] = store_copies(name, copies)
                if progress is not None:
                    progress(1)
            _note(done)
    return len(names)


def missing_files() -> list[str]:
    """Return every file that has no copies yet."""
    return _names(ProductImage.objects.all())


def _names(images: QuerySet[ProductImage]) -> list[str]:
    """Return the files on the shelf that have no copies yet, each once: products may share a picture."""
    shown = images.filter(widths=[], product__is_public=True)
    waiting = shown.order_by("original").values_list("original", flat=True)
    return list(dict.fromkeys(waiting))


def _render_names(names: Iterable[str]) -> int:
    done = {}
    for name in names:
        try:
            done[name] = store_copies(name, encode_copies(_read(name)))
        except OSError:
            # One file that is gone or broken must not keep the others from being made.
            logger.exception("No copies of %s", name)
    _note(done)
    return len(done)


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def store_copies(name: str, copies: Iterable[tuple[int, bytes]]) -> list[int]:
    """Write the copies and return their widths, ascending. A name is its content's: never rewritten."""
    widths = []
    for width, data in copies:
        target = rendition_name(name, width)
        if not default_storage.exists(target):
            stored = default_storage.save(target, ContentFile(data))
            if stored != target:  # another worker wrote the same copy meanwhile
                default_storage.delete(stored)
        widths.append(width)
    return sorted(widths)


@transaction.atomic
def _note(done: dict[str, list[int]]) -> None:
    """Write what was done, and tell whoever keeps a copy of the shelf.

    Goods may have left it while their copies were made: then somebody has to put these away too.
    """
    for name, widths in done.items():
        ProductImage.objects.filter(original=name).update(widths=widths)
    queue_files(set(done) - on_shelf(done))
    pages = ProductImage.objects.filter(original__in=list(done)).order_by("product")
    product_ids = list(pages.values_list("product", flat=True).distinct())
    if product_ids:
        shelf_changed.send(sender=Product, product_ids=product_ids)
