"""The officers' group and the workflow that every listing passes."""

from django.db import migrations

from marketplace.listings.review.setup import set_up_review


def set_up(apps, schema_editor):
    set_up_review(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0002_review_task"),
        ("stalls", "0002_suspend_permission"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        # These hand the right to choose files to every group there is; ours come after, in any order of running.
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
