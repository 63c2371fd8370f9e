"""The addresses of opening a stall, and of changing what was verified."""

from django.urls import path

from marketplace.stalls.apply import views
from marketplace.stalls.members import views as members

app_name = "stalls"

urlpatterns = [
    path("mo-gian-hang/", views.start, name="start"),
    path("mo-gian-hang/bat-dau/", views.begin, name="begin"),
    path("mo-gian-hang/loai/", views.step, {"key": "kind"}, name="kind"),
    path("mo-gian-hang/thong-tin/", views.step, {"key": "facts"}, name="facts"),
    path("mo-gian-hang/dia-chi/", views.step, {"key": "contact"}, name="contact"),
    path("mo-gian-hang/tai-khoan/", views.step, {"key": "bank"}, name="bank"),
    path("mo-gian-hang/giay-to/", views.papers, name="papers"),
    path("mo-gian-hang/giay-to/gui/<int:rule_pk>/", views.send_paper, name="send_paper"),
    path("mo-gian-hang/giay-to/bo/<int:document_pk>/", views.remove_paper, name="remove_paper"),
    path("mo-gian-hang/giay-to/<int:document_pk>/", views.paper_file, name="paper"),
    path("mo-gian-hang/xem-lai/", views.review, name="review"),
    path("loi-moi/<str:key>/", members.invitation, name="invitation"),
    path("mo-gian-hang/da-luu/", views.saved, name="saved"),
    path("mo-gian-hang/rut-lai/", views.withdraw, name="withdraw"),
    path("mo-gian-hang/bo-thay-doi/", views.discard, name="discard"),
]
