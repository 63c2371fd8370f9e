"""The step that the pages of the department's desk lead back by."""

from django.urls import reverse
from django.utils.translation import gettext as _


def to_queue() -> tuple[str, str]:
    """Return the step back to the queue."""
    return _("Chờ xử lý"), reverse("oversight_office:queue")
