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


def let_officers_edit(apps: Any, *, app_label: str, model: str, name: str) -> None:
    """Let officers add, change and see rows of a model, called ``name``; a migration hands over its models."""
    officers, _created = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICERS)
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    for verb in ("add", "change", "view"):
        permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {name}"}
        )
        officers.permissions.add(permission)
