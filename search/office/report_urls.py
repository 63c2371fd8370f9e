"""The officers' addresses for the report of searches and the index's health, below ``/quan-tri/``."""

from django.urls import path

from search.office import report_views

app_name = "search_report"

urlpatterns = [
    path("tim-kiem/bao-cao/", report_views.report, name="report"),
    path("tim-kiem/bao-cao/tai-ve/", report_views.report_file, name="file"),
    path("tim-kiem/chua-vao-chi-muc/", report_views.dead_letters, name="dead_letters"),
    path("tim-kiem/chua-vao-chi-muc/thu-lai/", report_views.retry, name="retry"),
]
