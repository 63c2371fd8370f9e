"""Pictures in private storage that nothing shows: sent and never saved, or of a report that never came about.

A picture is kept as long as any revision names it, also an old one: officers compare with it. One that was sent
for an import is named by the import alone until it is carried out, which is why a stray is left for longer than
imports are kept; whoever sends the same picture again makes it young (``pictures.store_private``).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final

from django.core.files.storage import storages
from django.utils import timezone
from wagtail.models import Revision

from marketplace.listings.models import Listing, ListingPicture
from marketplace.listings.pictures.cleaning import PRIVATE_FOLDER

# Imports and the pictures they name are forgotten after 90 days (desk.exchange).
STRAY_AFTER: Final = timedelta(days=120)
# The folders are named by the first two hexadecimal digits; a part of them is swept at a time.
PARTS: Final = 16
_BATCH: Final = 500


def clear_stray_pictures(*, part: int, named_elsewhere: Collection[str] = ()) -> int:
    """Delete the old pictures of one part (0 to 15) that no listing names, with their copies. Return how many files.

    ``named_elsewhere`` are files that packages above show. Revisions are read once, a batch at a time, and only
    where there is anything to judge; what is held is a part of the names.
    """
    files = _old_files(f"{part % PARTS:x}")
    for name in named_elsewhere:
        files.pop(_digest_of(name), None)
    for digests in _named_in_listings() if files else ():
        for digest in digests:
            files.pop(digest, None)
    storage = storages["private"]
    strays = [name for names in files.values() for name in names]
    for name in strays:
        storage.delete(name)
    return len(strays)


def _old_files(beginning: str) -> dict[str, list[str]]:
    """Return the files that are old enough to be strays, by the digest of their picture; a young copy spares all."""
    storage = storages["private"]
    try:
        folders, _files = storage.listdir(PRIVATE_FOLDER)
    except FileNotFoundError:  # nobody ever sent a picture
        return {}
    latest = timezone.now() - STRAY_AFTER
    found: defaultdict[str, list[str]] = defaultdict(list)
    young = set()
    for folder in folders:
        if not folder.startswith(beginning):
            continue
        for file in storage.listdir(f"{PRIVATE_FOLDER}/{folder}")[1]:
            name = f"{PRIVATE_FOLDER}/{folder}/{file}"
            found[_digest_of(name)].append(name)
            if storage.get_modified_time(name) >= latest:
                young.add(_digest_of(name))
    return {digest: names for digest, names in found.items() if digest not in young}


def _named_in_listings() -> Iterator[list[str]]:
    """Yield the digests of the pictures that rows and revisions of listings name, a batch at a time."""
    yield list(ListingPicture.objects.values_list("digest", flat=True).distinct().iterator(chunk_size=_BATCH))
    revisions = Revision.objects.filter(content_type=Listing.get_content_type()).order_by("pk")
    for pictures in revisions.values_list("content__pictures", flat=True).iterator(chunk_size=_BATCH):
        yield [_digest_of(row["file"]) for row in pictures or ()]


def _digest_of(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]
