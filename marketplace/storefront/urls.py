"""The addresses of ``storefront``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "storefront"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("", _placeholder, name="home"),
    path("gian-hang/", _placeholder, name="stalls"),
    path("gian-hang/<slug:slug>/", _placeholder, name="stall"),
    path("manh/toi/", _placeholder, name="fragment"),
]
