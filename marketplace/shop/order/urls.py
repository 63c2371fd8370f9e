"""The addresses of ``order``. A number without its token opens nothing."""

from django.urls import path

from marketplace.shop.order import views

app_name = "order"

urlpatterns = [
    path("don-hang/<str:number>/<str:token>/", views.order_page, name="guest"),
    path("don-hang/<str:number>/<str:token>/ban-in/", views.order_document, name="document"),
    path("don-hang/<str:number>/<str:token>/anh/<int:image_pk>/", views.order_picture, name="picture"),
    path("don-hang/<str:number>/<str:token>/huy/<str:part>/", views.order_cancel_part, name="cancel_part"),
    path("tra-cuu-don-hang/", views.order_lookup, name="lookup"),
]
