"""The officers' addresses, below ``/quan-tri/``."""

from django.urls import path

from marketplace.listings import views

app_name = "listings_office"

urlpatterns = [
    path("duyet/anh/<int:revision_pk>/<str:digest>/", views.picture, name="picture"),
    path("duyet/giay-to/<int:revision_pk>/<str:digest>/", views.paper, name="paper"),
    path("duyet/xem-truoc/<int:revision_pk>/", views.preview, name="preview"),
    path("mat-hang/", views.ListingIndexView.as_view(), name="listings"),
    path("mat-hang/ket-qua/", views.ListingIndexView.as_view(results_only=True), name="listings_results"),
    path("mat-hang/<int:pk>/", views.listing_detail, name="listing"),
]
