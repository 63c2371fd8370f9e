"""Marks pages that are the same bytes for everyone, so that any cache may keep them (law 9)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def shared_page(view: View) -> View:
    """Mark the answers of ``view``: no user, no session, no basket, no token is in them."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.is_shared_page = True  # type: ignore[attr-defined]  # the page cache asks
        return response

    return marked
