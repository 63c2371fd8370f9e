"""The addresses of home, stalls and the private fragment."""

from django.urls import path

from marketplace.storefront import views

app_name = "storefront"

urlpatterns = [
    path("", views.home, name="home"),
    path("gian-hang/", views.stalls, name="stalls"),
    path("gian-hang/<slug:slug>/", views.stall, name="stall"),
    path("manh/toi/", views.fragment, name="fragment"),
]
