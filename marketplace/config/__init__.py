"""The project: settings, addresses and entry points. It may import everything."""

import gc

# Every process of the floor comes by here first. What it imports is half a million objects that stay, and looking
# through them after each 700 new ones, as Python does by itself, takes a tenth of its start. Afterwards garbage is
# looked for after 50,000 new objects, for some ten megabytes.
gc.set_threshold(50_000, 20, 100)

from marketplace.config.celery import app as celery_app  # noqa: E402 - only now

__all__ = ["celery_app"]
