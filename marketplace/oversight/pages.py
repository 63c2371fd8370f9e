"""What every page of the department's desk has: a title, a way back, an icon."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _


def frame(title: str, icon: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """Return what the frame of the back office draws."""
    crumbs = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Trang chủ")}]
    crumbs += [{"url": url, "label": label} for label, url in steps]
    return {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }


def to_queue() -> tuple[str, str]:
    """Return the step back to the queue."""
    return _("Chờ xử lý"), reverse("oversight_office:queue")
