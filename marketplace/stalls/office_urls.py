"""The officers' addresses about stalls, below ``/quan-tri/``."""

from django.urls import path

from marketplace.stalls import views

app_name = "stalls_office"

urlpatterns = [
    path("gian-hang/", views.StallIndexView.as_view(), name="stalls"),
    path("gian-hang/ket-qua/", views.StallIndexView.as_view(results_only=True), name="stalls_results"),
    path("gian-hang/<int:pk>/", views.stall_detail, name="stall"),
    path("gian-hang/<int:pk>/tam-dung/", views.suspend, name="suspend"),
    path("gian-hang/<int:pk>/mo-lai/", views.reopen, name="reopen"),
]
