"""Every address of the floor. Wagtail's catch-all comes last, because nothing falls through it."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from marketplace.storefront import system_urls

handler400 = "marketplace.storefront.errors.bad_request"
handler403 = "marketplace.storefront.errors.permission_denied"
handler404 = "marketplace.storefront.errors.page_not_found"
handler500 = "marketplace.storefront.errors.server_error"

urlpatterns = [
    *system_urls.urlpatterns,
    path("", include("marketplace.places.urls")),
    path("quan-tri/tai-lieu/", include(wagtaildocs_urls)),
    path("quan-tri/", include(wagtailadmin_urls)),
]
if settings.ENVIRONMENT != "production":
    # A proxy serves the pictures of a real installation; the demo has none.
    urlpatterns.append(
        re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media")
    )
urlpatterns += i18n_patterns(
    path("", include("marketplace.storefront.urls")),
    path("", include("search.urls")),
    path("", include("marketplace.storefront.product_urls")),
    path("", include("marketplace.oversight.urls")),
    path("", include("marketplace.shop.basket.urls")),
    path("", include("marketplace.shop.checkout.urls")),
    path("", include("marketplace.shop.order.urls")),
    path("", include("marketplace.accounts.urls")),
    path("", include("marketplace.stalls.urls")),
    path("", include("marketplace.storefront.account_urls")),
    path("", include("marketplace.notifications.urls")),
    path("", include("marketplace.desk.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
