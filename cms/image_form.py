"""The editors' pictures without what a camera writes beside them: where and with what they were taken."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps
from wagtail.images.forms import BaseImageForm


class BareImageForm(BaseImageForm):
    """Wagtail's form of a picture; the file that is kept, and lies in public, tells no place."""

    def clean_file(self) -> Any:
        """Return what was sent, drawn anew if a camera wrote into it; a file that stays as it was is left alone."""
        file = self.cleaned_data["file"]
        return without_place(file) if isinstance(file, UploadedFile) else file


def without_place(file: "UploadedFile[Any]") -> Any:
    """Return the picture upright and without EXIF and XMP, in its own format; one that has neither as it is."""
    file.seek(0)
    with Image.open(file) as opened:
        has_words = bool(opened.getexif()) or "xmp" in opened.info
        if not has_words or getattr(opened, "n_frames", 1) > 1:
            file.seek(0)
            return file
        target = io.BytesIO()
        upright = ImageOps.exif_transpose(opened)
        bare = Image.new(upright.mode, upright.size)
        bare.paste(upright)
        if upright.getpalette():
            bare.putpalette(upright.getpalette() or [])
        bare.save(target, opened.format, icc_profile=opened.info.get("icc_profile"), quality=90)
    return ContentFile(target.getvalue(), name=file.name)
