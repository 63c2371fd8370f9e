"""The addresses of ``places``; names of communes have no language, so they stand outside ``/en/``."""

from django.urls import path

from marketplace.places import views

app_name = "places"

urlpatterns = [path("manh/xa/<slug:province_code>/", views.wards, name="wards")]
