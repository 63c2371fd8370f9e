"""``search_reindex`` makes the whole index anew while the old entries go on answering."""

from typing import Any

from django.core.management import BaseCommand
from tqdm import tqdm

from search.indexing import visible_products
from search.sync import reindex


class Command(BaseCommand):
    """Rebuilds the copy of the shelf."""

    help = "Index every product on display again, with a progress bar."

    def handle(self, *_: Any, **__: Any) -> None:
        """Rebuild, and say how many entries there are."""
        with tqdm(total=visible_products().count(), unit=" món", desc="Lập mục tra cứu") as bar:
            count = reindex(bar.update)
        self.stdout.write(f"{count} món trong mục tra cứu.")
