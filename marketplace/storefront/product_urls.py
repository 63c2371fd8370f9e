"""The addresses of the product page (namespace ``catalogue``)."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "catalogue"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("san-pham/<slug:product_slug>/", _placeholder, name="detail"),
    path("san-pham/<slug:product_slug>/danh-gia/", _placeholder, name="review"),
]
