"""The editors' form of a picture: what is kept, and lies in public, tells no place."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from wagtail.images.forms import BaseImageForm

from cms.bare_pictures import without_place


class BareImageForm(BaseImageForm):
    """Wagtail's form of a picture; the file that is kept, and lies in public, tells no place."""

    def clean_file(self) -> Any:
        """Return what was sent, drawn anew if a camera wrote into it; a file that stays as it was is left alone."""
        file = self.cleaned_data["file"]
        return without_place(file) if isinstance(file, UploadedFile) else file
