"""The desk's addresses. Each view is a ``desk_page``; a test walks them all."""

from django.urls import path

from marketplace.desk import views

app_name = "desk"

urlpatterns = [
    path("kenh-ban-hang/", views.home, name="home"),
    path("kenh-ban-hang/gian-hang/", views.stall, name="stall"),
    path("kenh-ban-hang/chon-gian/<slug:stall_slug>/", views.choose, name="choose"),
]
