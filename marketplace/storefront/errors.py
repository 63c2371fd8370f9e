"""Error answers that Django's settings name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say in a sentence that the form was too old or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)
