"""The addresses of ``notifications``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "notifications"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("hop-thu/", _placeholder, name="mailbox"),
]
