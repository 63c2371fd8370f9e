"""``search_load`` fills an empty site from a flat file of products, for measuring."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from search.loading import load_rows, read_rows


class Command(BaseCommand):
    """Publishes the products of a file and indexes them."""

    help = "Publish the products of a flat JSON file, and index them; what is there already stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("--products", type=Path, required=True, help="products, as in the judged set")

    def handle(self, *_: Any, products: Path, **__: Any) -> None:
        """Load, and say how many."""
        count = load_rows(read_rows(products))
        self.stdout.write(f"{count} món mới trên kệ, mục tra cứu đã đủ.")
