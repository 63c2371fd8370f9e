"""The public's addresses: to report, and to see what became of it."""

from django.urls import path

from marketplace.oversight import report_views

app_name = "reports"

urlpatterns = [
    path("phan-anh/", report_views.write, name="write"),
    path("phan-anh/<str:token>/", report_views.status, name="status"),
]
