"""The addresses of ``basket``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "basket"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("gio-hang/", _placeholder, name="summary"),
    path("gio-hang/them/", _placeholder, name="add"),
    path("gio-hang/sua/", _placeholder, name="update"),
]
