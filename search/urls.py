"""The addresses of lists."""

from django.urls import path

from search.counting import views as counting
from search.pages import ranking, views

app_name = "search"

urlpatterns = [
    path("san-pham/", views.all_goods, name="all"),
    path("danh-muc/<slug:slug>/", views.category, name="category"),
    path("tim-kiem/", views.results, name="results"),
    path("tim-kiem/dem/", counting.count, name="count"),
    path("cach-xep-hang/", ranking.ranking_criteria, name="ranking"),
    path("goi-y/", views.suggestions, name="suggest"),
]
