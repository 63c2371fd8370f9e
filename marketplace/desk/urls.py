"""The desk's addresses. Each view is a ``desk_page``; a test walks them all."""

from django.urls import path

from marketplace.desk import delivery_views, money_views, order_urls, stall_urls, views

app_name = "desk"

urlpatterns = [
    path("kenh-ban-hang/", views.home, name="home"),
    path("kenh-ban-hang/gian-hang/", views.stall, name="stall"),
    path("kenh-ban-hang/chon-gian/<slug:stall_slug>/", views.choose, name="choose"),
    path("kenh-ban-hang/giao-hang/", delivery_views.delivery, name="delivery"),
    path("kenh-ban-hang/tien-hang/", money_views.money, name="money"),
    path("kenh-ban-hang/tien-hang/tai-ve/", money_views.money_file, name="money_file"),
    *order_urls.urlpatterns,
    *stall_urls.urlpatterns,
]
