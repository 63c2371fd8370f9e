"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from marketplace.core.bodies import measure_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

application = measure_bodies(get_wsgi_application())
