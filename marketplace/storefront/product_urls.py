"""The addresses of the product page (namespace ``catalogue``, which Oscar asks for)."""

from django.urls import path

from marketplace.storefront import products, review_views

app_name = "catalogue"

urlpatterns = [
    path("san-pham/<slug:product_slug>/", products.detail, name="detail"),
    path("san-pham/<slug:product_slug>/da-xem/", products.seen, name="seen"),
    path("san-pham/<slug:product_slug>/danh-gia/", review_views.review, name="review"),
]
