"""Storage that no address leads to."""

from typing import NoReturn

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files that only code hands out. Django's own class would make up an address below ``/media/``."""

    def url(self, name: str | None) -> NoReturn:
        """Refuse: there is none."""
        raise ValueError(f"{name} is private and has no address")
