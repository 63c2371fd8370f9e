"""The addresses of ``checkout``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "checkout"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("thanh-toan/", _placeholder, name="details"),
    path("thanh-toan/xem-lai/", _placeholder, name="review"),
    path("thanh-toan/dat-hang/", _placeholder, name="place"),
]
