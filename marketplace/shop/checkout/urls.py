"""The addresses of checkout."""

from django.urls import path

from marketplace.shop.checkout import views

app_name = "checkout"

urlpatterns = [
    path("thanh-toan/", views.show_details, name="details"),
    path("thanh-toan/xem-lai/", views.show_review, name="review"),
    path("thanh-toan/dat-hang/", views.place, name="place"),
]
