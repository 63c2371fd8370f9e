"""The addresses of what a person has on the floor (namespace ``account``); who they are is ``accounts``."""

from django.urls import path

from marketplace.storefront import account_views as views

app_name = "account"

urlpatterns = [
    path("tai-khoan/", views.home, name="home"),
    path("tai-khoan/don-hang/", views.orders, name="orders"),
    path("tai-khoan/don-hang/<str:number>/", views.order, name="order"),
    path("tai-khoan/don-hang/<str:number>/dat-lai/", views.order_again, name="reorder"),
    path("tai-khoan/dia-chi/", views.addresses, name="addresses"),
    path("tai-khoan/dia-chi/them/", views.edit_address, name="address_new"),
    path("tai-khoan/dia-chi/<int:address_pk>/", views.edit_address, name="address"),
    path("tai-khoan/dia-chi/<int:address_pk>/xoa/", views.delete_address, name="address_delete"),
    path("tai-khoan/dia-chi/<int:address_pk>/mac-dinh/", views.default_address, name="address_default"),
    path("tai-khoan/yeu-thich/", views.wishlist, name="wishlist"),
    path("tai-khoan/yeu-thich/them/", views.wish, name="wish"),
    path("tai-khoan/yeu-thich/bo/", views.unwish, name="unwish"),
    path("tai-khoan/rieng-tu/tai-ve/", views.export, name="export"),
    path("tai-khoan/rieng-tu/dong/", views.close, name="close"),
]
