"""What the groups of the back office may do with pages, pictures, regions and the floor's facts."""

from django.db import migrations

from cms.editors import set_up_editors


def set_up(apps, schema_editor):
    set_up_editors(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_floor_facts"),
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
