"""Addresses for machines: health, robots, sitemap."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from marketplace.core.shared import shared_page
from marketplace.storefront import system

urlpatterns = [
    path("healthz", system.healthz, name="healthz"),
    path("readyz", system.readyz, name="readyz"),
    path("robots.txt", system.robots, name="robots"),
    path(
        "sitemap.xml",
        shared_page(index),
        {"sitemaps": system.SITEMAPS, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml", shared_page(sitemap), {"sitemaps": system.SITEMAPS}, name="sitemap-section"
    ),
]
