"""The officers' addresses for reviews, below ``/quan-tri/``."""

from django.urls import path

from marketplace.storefront import review_views

app_name = "reviews_office"

urlpatterns = [
    path("danh-gia/", review_views.waiting, name="waiting"),
    path("danh-gia/<int:pk>/", review_views.decide, name="decide"),
]
