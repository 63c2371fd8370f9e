"""The desk's addresses about the stall itself."""

from django.urls import path

from marketplace.desk import stall_views as views

urlpatterns = [
    path("kenh-ban-hang/gian-hang/nguoi/", views.members, name="members"),
    path("kenh-ban-hang/gian-hang/nguoi/<int:member_pk>/vai-tro/", views.role, name="member_role"),
    path("kenh-ban-hang/gian-hang/nguoi/<int:member_pk>/cho-thoi/", views.dismiss, name="member_dismiss"),
    path("kenh-ban-hang/gian-hang/thoi-lam/", views.leave, name="leave"),
    path(
        "kenh-ban-hang/gian-hang/loi-moi/<int:invitation_pk>/rut/",
        views.withdraw,
        name="invitation_withdraw",
    ),
    path("kenh-ban-hang/gian-hang/ngay-nghi/", views.days_off, name="days_off"),
    path("kenh-ban-hang/gian-hang/mo-lai/", views.open_again, name="open_again"),
    path("kenh-ban-hang/gian-hang/dong/", views.close, name="close"),
]
