"""The addresses of ``accounts``: who somebody is. What they ordered stands in ``storefront.account_urls``."""

from django.urls import path

from marketplace.accounts import second_factor_views, views

app_name = "accounts"

urlpatterns = [
    path("tai-khoan/dang-nhap/", views.sign_in, name="login"),
    path("tai-khoan/dang-ky/", views.register, name="register"),
    path("tai-khoan/dang-xuat/", views.sign_out, name="logout"),
    path("tai-khoan/xac-minh/", views.send_verification, name="send_verification"),
    path("tai-khoan/xac-minh/<str:token>/", views.verify, name="verify"),
    path("tai-khoan/quen-mat-khau/", views.password_reset, name="password_reset"),
    path("tai-khoan/quen-mat-khau/da-gui/", views.password_reset_sent, name="password_reset_sent"),
    path(
        "tai-khoan/mat-khau-moi/<slug:uidb64>/<slug:token>/",
        views.ResetPassword.as_view(),
        name="password_reset_confirm",
    ),
    path("tai-khoan/ho-so/", views.profile, name="profile"),
    path("tai-khoan/ho-so/thu/", views.change_email, name="change_email"),
    path("tai-khoan/ho-so/mat-khau/", views.change_password, name="change_password"),
    path("tai-khoan/hai-buoc/", second_factor_views.second_factor, name="second_factor"),
    path("tai-khoan/hai-buoc/nhap-ma/", second_factor_views.code, name="code"),
    path("tai-khoan/hai-buoc/ma-du-phong/", second_factor_views.renew_codes, name="renew_codes"),
    path("tai-khoan/hai-buoc/tat/", second_factor_views.turn_off, name="turn_off"),
    path("hop-thu/ma/", second_factor_views.demo_codes, name="demo_codes"),
    path("tai-khoan/rieng-tu/", views.privacy, name="privacy"),
    path("tai-khoan/rieng-tu/rut/<int:consent_pk>/", views.withdraw, name="withdraw"),
]
