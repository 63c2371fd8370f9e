"""Pages of the back office beside Wagtail's own: their frame, and a plain 403 for whoever may not see them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]


def office_only(permission: str) -> Callable[[View], View]:
    """Let in who has ``permission``. Wagtail would send the others to its start page as if all were well."""

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                return render(request, "403.html", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return decorator


def frame(title: str, icon: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """Return what the frame of a page draws: a title, a way back over ``steps``, an icon."""
    crumbs = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Trang chủ")}]
    crumbs += [{"url": url, "label": label} for label, url in steps]
    return {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }
