"""The addresses of the basket."""

from django.urls import path

from marketplace.shop.basket import views

app_name = "basket"

urlpatterns = [
    path("gio-hang/", views.show_basket, name="summary"),
    path("gio-hang/them/", views.add_product, name="add"),
    path("gio-hang/sua/", views.update_basket, name="update"),
]
