"""Where the names of pictures lead: into the ZIP that was sent, later to the clean copies that were made of it."""

import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from marketplace.core.errors import FloorError
from marketplace.desk.exchange.archives import Pictures, fold_name
from marketplace.listings.pictures.cleaning import StoredPicture, clean_picture, store_private


class ZipSource:
    """Opens each picture once. ``found`` is what the job keeps for the time when the ZIP is gone."""

    def __init__(self, pictures: Pictures | None) -> None:
        self._pictures = pictures
        self.found: dict[str, Any] = {}

    def find(self, name: str) -> StoredPicture | str:
        """Return the clean picture; it lies in private storage, where no listing shows it yet."""
        key = fold_name(name)
        if key not in self.found:
            self.found[key] = _as_row(self._take(name))
        return _as_picture(self.found[key])

    def _take(self, name: str) -> StoredPicture | str:
        if self._pictures is None:
            return _("Có tên ảnh «%s» mà không gửi tệp ZIP ảnh.") % name[:80]
        file = self._pictures.open(name)
        if file is None:
            return _("Trong tệp ZIP không có ảnh «%s», hoặc có hai ảnh trùng tên.") % name[:80]
        try:
            with file:
                picture = clean_picture(file)
        except FloorError as error:
            return f"{name[:80]}: {error.message}"
        except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
            return _("Ảnh «%s» hỏng trong tệp ZIP.") % name[:80]
        # Outside: a storage that is away does not make the picture a damaged one.
        return store_private(picture)


class KeptSource:
    """The same names, when the ZIP has been read."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self._found = found

    def find(self, name: str) -> StoredPicture | str:
        """Return the picture that was looked at."""
        row = self._found.get(fold_name(name))
        return _as_picture(row) if row is not None else _("Không còn ảnh «%s». Gửi lại tệp.") % name[:80]


def _as_row(found: StoredPicture | str) -> Any:
    if isinstance(found, str):
        return found
    return [found.name, found.digest, found.width, found.height]


def _as_picture(row: Any) -> StoredPicture | str:
    return row if isinstance(row, str) else StoredPicture(*row)
