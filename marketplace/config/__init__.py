"""The project: settings, addresses and entry points. It may import everything."""

from marketplace.config.celery import app as celery_app

__all__ = ["celery_app"]
