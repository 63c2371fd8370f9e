"""Oscar's basket; what differs is said in the README beside it."""

from oscar.apps.basket.models import *  # noqa: F403 - Oscar registers the models we did not fork
