"""Addresses of the stall's orders."""

from django.urls import path

from marketplace.desk import order_views, print_views

_ONE = "kenh-ban-hang/don-hang/<slug:part_number>"

urlpatterns = [
    path("kenh-ban-hang/don-hang/", order_views.orders, name="orders"),
    path("kenh-ban-hang/don-hang/chon/", order_views.orders_selected, name="orders_selected"),
    path("kenh-ban-hang/don-hang/in/", print_views.orders_print, name="orders_print"),
    path(f"{_ONE}/", order_views.order, name="order"),
    path(f"{_ONE}/xac-nhan/", order_views.order_confirm, name="order_confirm"),
    path(f"{_ONE}/dong-goi/", order_views.order_pack, name="order_pack"),
    path(f"{_ONE}/gui/", order_views.order_ship, name="order_ship"),
    path(f"{_ONE}/sua-van-don/", order_views.order_correct, name="order_correct"),
    path(f"{_ONE}/da-giao/", order_views.order_deliver, name="order_deliver"),
    path(f"{_ONE}/huy/", order_views.order_cancel, name="order_cancel"),
    path(f"{_ONE}/tra-lai/", order_views.order_return, name="order_return"),
]
