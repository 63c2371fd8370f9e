"""The addresses of ``search``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "search"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("san-pham/", _placeholder, name="all"),
    path("danh-muc/<slug:slug>/", _placeholder, name="category"),
    path("tim-kiem/", _placeholder, name="results"),
]
