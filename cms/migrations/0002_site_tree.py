"""The tree that every floor starts with: a root that is never shown, and the news under it.

The storefront answers ``/`` itself, so Wagtail's welcome page becomes a plain root without a body.
"""

import uuid

from django.conf import settings
from django.db import migrations

ROOT_PATH = "00010001"


def plant(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    ContentType = apps.get_model("contenttypes", "ContentType")
    NewsIndexPage = apps.get_model("cms", "NewsIndexPage")

    root = Page.objects.filter(path=ROOT_PATH).first()
    if root is None or NewsIndexPage.objects.exists():
        return
    Page.objects.filter(pk=root.pk).update(
        title=settings.WAGTAIL_SITE_NAME,
        draft_title=settings.WAGTAIL_SITE_NAME,
        slug="trang-chu",
        url_path="/trang-chu/",
        numchild=1,
    )
    Site.objects.filter(root_page_id=root.pk).update(site_name=settings.WAGTAIL_SITE_NAME)
    kind, _ = ContentType.objects.get_or_create(app_label="cms", model="newsindexpage")
    NewsIndexPage.objects.create(
        path=f"{ROOT_PATH}0001",
        depth=3,
        numchild=0,
        title="Tin tức",
        draft_title="Tin tức",
        slug="tin-tuc",
        url_path="/trang-chu/tin-tuc/",
        content_type=kind,
        locale_id=root.locale_id,
        translation_key=uuid.uuid4(),
        live=True,
        intro="Mùa vụ, chuyện nghề, phiên chợ và chính sách mới của tỉnh.",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
