"""Addresses for machines: health, robots, sitemap."""

from django.urls import path

from marketplace.storefront import system

urlpatterns = [
    path("healthz", system.healthz, name="healthz"),
    path("readyz", system.readyz, name="readyz"),
    path("favicon.ico", system.favicon, name="favicon"),
    path("robots.txt", system.robots, name="robots"),
    path("sitemap.xml", system.sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", system.sitemap_section, name="sitemap-section"),
]
