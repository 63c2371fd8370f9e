"""The entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from marketplace.core.web.bodies import measure_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

application = measure_bodies(get_wsgi_application())

# Whoever asks a new process first should not wait half a second until all addresses are read.
reverse("search:all")
# What is there by now stays: no later collection looks through it, and no page waits for one that does.
gc.collect()
gc.freeze()
