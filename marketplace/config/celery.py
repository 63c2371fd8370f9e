"""The Celery application; tasks are found in each package's ``tasks`` module."""

import os

from celery import Celery

from marketplace.config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

broker.install()
app = Celery("floor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
