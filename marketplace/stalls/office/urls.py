"""The officers' addresses about stalls, below ``/quan-tri/``."""

from django.urls import path

from marketplace.stalls.office import dossier_views as dossiers
from marketplace.stalls.office import stall_views as stalls

app_name = "stalls_office"

urlpatterns = [
    path("ho-so/", dossiers.DossierIndexView.as_view(), name="dossiers"),
    path("ho-so/ket-qua/", dossiers.DossierIndexView.as_view(results_only=True), name="dossiers_results"),
    path("ho-so/<int:pk>/", dossiers.dossier, name="dossier"),
    path("ho-so/<int:pk>/nhan/", dossiers.assign, name="assign"),
    path("ho-so/<int:pk>/giay-to/<int:document_pk>/", dossiers.paper, name="paper"),
    path("gian-hang/", stalls.StallIndexView.as_view(), name="stalls"),
    path("gian-hang/ket-qua/", stalls.StallIndexView.as_view(results_only=True), name="stalls_results"),
    path("gian-hang/<int:pk>/", stalls.stall_detail, name="stall"),
    path("gian-hang/<int:pk>/tam-dung/", stalls.suspend, name="suspend"),
    path("gian-hang/<int:pk>/bao-truoc/<int:notice_pk>/", stalls.answer_notice, name="notice"),
    path("gian-hang/<int:pk>/mo-lai/", stalls.reopen, name="reopen"),
]
