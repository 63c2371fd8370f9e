"""Gives Vietnamese names to the rows that Wagtail's migrations leave, which the back office shows.

Only a row that still carries the name it was given is renamed, so nobody's own name is lost.
"""

from django.db import migrations

# (app, model, field, given name, Vietnamese name)
NAMES = (
    ("wagtailcore", "Page", "title", "Root", "Gốc"),
    ("wagtailcore", "Page", "draft_title", "Root", "Gốc"),
    ("wagtailcore", "Collection", "name", "Root", "Thư viện chung"),
    ("wagtailcore", "Workflow", "name", "Moderators approval", "Duyệt trang"),
    ("wagtailcore", "Task", "name", "Moderators approval", "Người duyệt xem"),
    ("auth", "Group", "name", "Moderators", "Người duyệt trang"),
    ("auth", "Group", "name", "Editors", "Người viết trang"),
)


def rename(apps, schema_editor):
    for app, model, field, given, vietnamese in NAMES:
        rows = apps.get_model(app, model).objects.filter(**{field: given})
        if app == "auth" and apps.get_model(app, model).objects.filter(name=vietnamese).exists():
            continue
        rows.update(**{field: vietnamese})


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_editors"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
