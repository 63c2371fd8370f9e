"""Officers decide about reviews."""

from django.db import migrations

from marketplace.storefront.moderation import set_up_moderation


def set_up(apps, schema_editor):
    set_up_moderation(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("reviews", "0001_initial"),
    ]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
