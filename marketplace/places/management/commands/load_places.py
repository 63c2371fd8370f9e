"""``manage.py load_places``: brings provinces and communes up to the installed official list."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.places.services import load_places


class Command(BaseCommand):
    help = "Load the provinces and communes of Việt Nam from the installed official list; safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        loaded = load_places()
        self.stdout.write(f"{loaded.provinces} provinces, {loaded.wards} communes.")
