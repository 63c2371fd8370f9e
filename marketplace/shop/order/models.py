"""Oscar's order, its schema untouched."""

from oscar.apps.order.models import *  # noqa: F403 - Oscar registers the models we did not fork
