"""The groups of the back office. Officers and editors are groups with ``access_admin``, never ``is_staff``."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

OFFICERS = "Cán bộ Sở"
EDITORS = "Biên tập viên"


def make_groups(
    *, group_model: Any = Group, permission_model: Any = Permission, content_type_model: Any = ContentType
) -> None:
    """Make both groups, each with the key to the back office; a migration hands over its models.

    What a group may do inside is given by the package that has it to give.
    """
    content_type, _created = content_type_model.objects.get_or_create(app_label="wagtailadmin", model="admin")
    access, _created = permission_model.objects.get_or_create(
        content_type=content_type,
        codename="access_admin",
        defaults={"name": "Can access Wagtail admin"},
    )
    for name in (OFFICERS, EDITORS):
        group, _created = group_model.objects.get_or_create(name=name)
        group.permissions.add(access)
