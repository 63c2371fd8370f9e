"""The addresses of ``order``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "order"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("don-hang/<str:number>/<str:token>/", _placeholder, name="guest"),
    path("don-hang/<str:number>/<str:token>/huy/<str:part>/", _placeholder, name="cancel_part"),
    path("tra-cuu-don-hang/", _placeholder, name="lookup"),
]
