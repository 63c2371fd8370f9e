"""The addresses of the officers' own pages of search."""

from django.urls import path

from search.office import preview_views

app_name = "search_office"

urlpatterns = [
    path("tim-kiem/xem-thu/", preview_views.preview, name="compare"),
]
