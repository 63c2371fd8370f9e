"""The addresses of ``accounts``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "accounts"


def _placeholder(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("tai-khoan/", _placeholder, name="home"),
    path("tai-khoan/dang-nhap/", _placeholder, name="login"),
    path("tai-khoan/dang-ky/", _placeholder, name="register"),
    path("tai-khoan/dang-xuat/", _placeholder, name="logout"),
    path("tai-khoan/quen-mat-khau/", _placeholder, name="password_reset"),
    path("tai-khoan/dia-chi/", _placeholder, name="addresses"),
    path("tai-khoan/don-hang/", _placeholder, name="orders"),
    path("tai-khoan/yeu-thich/", _placeholder, name="wishlist"),
    path("tai-khoan/ho-so/", _placeholder, name="profile"),
    path("tai-khoan/rieng-tu/", _placeholder, name="privacy"),
]
