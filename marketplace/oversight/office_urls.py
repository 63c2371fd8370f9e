"""The department's addresses, below ``/quan-tri/``."""

from django.urls import path

from marketplace.oversight import log_views, price_views, report_views, review_views, takedown_views

app_name = "oversight_office"

urlpatterns = [
    path("duyet/", review_views.queue, name="queue"),
    path("duyet/nhieu/", review_views.approve_many, name="approve_many"),
    path("duyet/<int:task_state_pk>/", review_views.decide, name="decide"),
    path("go-hang/", takedown_views.take_downs, name="take_downs"),
    path("go-hang/moi/<int:listing_pk>/", takedown_views.ask, name="take_down_ask"),
    path("go-hang/<int:pk>/", takedown_views.take_down, name="take_down"),
    path("phan-anh/<int:pk>/", report_views.answer, name="report"),
    path("phan-anh/<int:pk>/anh/", report_views.picture, name="report_picture"),
    path("doi-gia/<int:pk>/", price_views.price_change, name="price"),
    path("nhat-ky/", log_views.office_log, name="log"),
]
