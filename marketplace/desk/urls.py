"""The desk's addresses. Each view is a ``desk_page``; a test walks them all."""

from django.urls import path

from marketplace.desk import (
    delivery_views,
    import_views,
    listing_edit_views,
    listing_moves,
    listing_views,
    money_views,
    order_urls,
    picture_views,
    preview,
    price_views,
    stall_urls,
    views,
)

app_name = "desk"

_IMPORT = "kenh-ban-hang/mat-hang/nhap-hang/<int:job_pk>/"
_LISTING = "kenh-ban-hang/mat-hang/<int:listing_pk>/"

urlpatterns = [
    path("kenh-ban-hang/", views.home, name="home"),
    path("kenh-ban-hang/loi-nhan/", views.letters, name="letters"),
    path("kenh-ban-hang/gian-hang/", views.stall, name="stall"),
    path("kenh-ban-hang/chon-gian/<slug:stall_slug>/", views.choose, name="choose"),
    path("kenh-ban-hang/giao-hang/", delivery_views.delivery, name="delivery"),
    path("kenh-ban-hang/tien-hang/", money_views.money, name="money"),
    path("kenh-ban-hang/tien-hang/tai-ve/", money_views.money_file, name="money_file"),
    *order_urls.urlpatterns,
    *stall_urls.urlpatterns,
    path("kenh-ban-hang/mat-hang/", listing_views.listings, name="listings"),
    path("kenh-ban-hang/mat-hang/gia/", price_views.prices, name="prices"),
    path("kenh-ban-hang/mat-hang/them/", listing_views.new_listing, name="listing_new"),
    path("kenh-ban-hang/mat-hang/nhap-hang/", import_views.imports, name="imports"),
    path("kenh-ban-hang/mat-hang/nhap-hang/mau/", import_views.import_template, name="import_template"),
    path("kenh-ban-hang/mat-hang/xuat-hang/", import_views.import_export, name="import_export"),
    path(_IMPORT, import_views.import_page, name="import"),
    path(f"{_IMPORT}ap-dung/", import_views.import_apply, name="import_apply"),
    path(f"{_IMPORT}bo/", import_views.import_drop, name="import_drop"),
    path(f"{_IMPORT}tu-choi/", import_views.import_report, name="import_report"),
    path(_LISTING, listing_views.listing, name="listing"),
    path(f"{_LISTING}sua/", listing_edit_views.edit, name="listing_edit"),
    path(f"{_LISTING}giu/", listing_edit_views.keep, name="listing_keep"),
    path(f"{_LISTING}bo-ban-go/", listing_edit_views.forget, name="listing_forget"),
    path(f"{_LISTING}xem-truoc/", preview.preview, name="listing_preview"),
    path(f"{_LISTING}so-con/", price_views.stock, name="stock"),
    path(f"{_LISTING}gui-duyet/", listing_moves.submit, name="listing_submit"),
    path(f"{_LISTING}rut-lai/", listing_moves.withdraw, name="listing_withdraw"),
    path(f"{_LISTING}nhan-ban/", listing_moves.duplicate, name="listing_duplicate"),
    path(f"{_LISTING}cat-kho/", listing_moves.archive, name="listing_archive"),
    path(f"{_LISTING}lay-ra/", listing_moves.restore, name="listing_restore"),
    path(f"{_LISTING}anh/<str:digest>/", picture_views.picture, name="picture"),
    path(f"{_LISTING}anh/<str:digest>/nho/", picture_views.small_picture, name="small_picture"),
    path(f"{_LISTING}anh/<str:digest>/cat/", picture_views.crop, name="crop"),
    path(f"{_LISTING}giay-to/<str:paper_digest>/", picture_views.paper, name="paper"),
]
