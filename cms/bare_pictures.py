"""The editors' pictures without what a camera writes beside them: where and with what they were taken.

What is sent is drawn anew at the door (``image_form``); what came in before, or by another road, is found by a
sweep. Wagtail's copies as JPEG and PNG say what their original says, so all copies are made anew with it.
"""

import io
import logging
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image, ImageOps
from wagtail.images import get_image_model

from marketplace.core.caching.kept_pages import forget_pages
from marketplace.core.files.imaging import draw_bare

logger = logging.getLogger(__name__)

# What Pillow calls the places beside EXIF where programs write about a picture.
_WORDS: Final = frozenset({"xmp", "XML:com.adobe.xmp", "comment", "photoshop"})
_QUALITY: Final = 90
_BATCH: Final = 200


def without_place(file: "File[Any]") -> Any:
    """Return the picture upright and bare, in its own format; one beside which nothing is written as it is.

    A photograph with a second picture in it, as phones make them (MPO), is its first one.
    """
    file.seek(0)
    with Image.open(file) as opened:
        if not (opened.getexif() or _WORDS & {*opened.info}):
            file.seek(0)
            return file
        if getattr(opened, "n_frames", 1) > 1 and opened.format != "MPO":
            bare = _draw_frames(opened)
        else:
            form = "JPEG" if opened.format == "MPO" else opened.format or ""
            icc_profile = opened.info.get("icc_profile")
            upright = ImageOps.exif_transpose(opened)
            bare, _width, _height = draw_bare(upright, form, icc_profile=icc_profile, quality=_QUALITY)
    return ContentFile(bare, name=file.name)


def bare_kept_pictures() -> int:
    """Take the words out of every picture that has any, one after the other, and return how many there were.

    A picture is looked at by its head; one that cannot be read is left for somebody to look at.
    """
    bared = 0
    keys = get_image_model().objects.order_by("pk").values_list("pk", flat=True)
    for key in keys.iterator(chunk_size=_BATCH):
        try:
            bared += _bare(key)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            logger.exception("Picture %s cannot be read", key)
    return bared


def _bare(key: int) -> bool:
    """Put a bare file in the place of the picture's own, under a name of its own: caches know the old one."""
    image = get_image_model().objects.filter(pk=key).first()
    if image is None:
        return False
    storage, old = image.file.storage, image.file.name
    with storage.open(old) as file:
        bare = without_place(file)
        if bare is file:
            return False
    with transaction.atomic():
        fresh = get_image_model().objects.select_for_update().filter(pk=key, file=old).first()
        if fresh is None:  # an editor was quicker
            return False
        if (fresh.width, fresh.height) != _size(bare):
            # It was turned: what was marked in it lies elsewhere now.
            fresh.set_focal_point(None)
        fresh.file.save(old.rpartition("/")[2], bare, save=False)
        fresh._set_image_file_metadata()  # noqa: SLF001 - Wagtail's forms call it so too
        fresh.save()
        specs = [copy.filter_spec for copy in fresh.renditions.all()]
        for copy in fresh.renditions.all():
            copy.delete()
        if specs:
            get_image_model().objects.get(pk=key).get_renditions(*specs)
        forget_pages()
        transaction.on_commit(lambda: storage.delete(old))
    return True


def _size(file: "File[Any]") -> tuple[int, int]:
    file.seek(0)
    with Image.open(file) as opened:
        return opened.size


def _draw_frames(opened: Any) -> bytes:
    """Return a file of the frames of a moving picture, each for its own time."""
    times = []
    for number in range(opened.n_frames):
        opened.seek(number)
        opened.load()
        times.append(opened.info.get("duration", 0))
    opened.seek(0)
    loop = opened.info.get("loop", 0)
    target = io.BytesIO()
    opened.save(target, opened.format, save_all=True, duration=times, loop=loop, quality=_QUALITY, exif=b"")
    return target.getvalue()
