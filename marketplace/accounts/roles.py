"""The groups of the back office. Officers and editors are groups with ``access_admin``, never ``is_staff``."""

from collections.abc import Iterable
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


def permission(apps: Any, *, app_label: str, model: str, codename: str, name: str) -> Any:
    """Return a permission, made and called ``name`` where Django has not made it yet, as within a migration."""
    return _permissions(apps, app_label=app_label, model=model, names={codename: name}).get()


def let_officers(apps: Any, *, app_label: str, model: str, codename: str, name: str) -> None:
    """Give officers one permission, called ``name``; a migration hands over its models. Idempotent."""
    _give_officers(apps, app_label=app_label, model=model, names={codename: name})


def let_officers_edit(
    apps: Any, *, app_label: str, model: str, name: str, verbs: Iterable[str] = ("add", "change", "view")
) -> None:
    """Let officers do ``verbs`` with the rows of a model, called ``name``. Idempotent."""
    names = {f"{verb}_{model}": f"Can {verb} {name}" for verb in verbs}
    _give_officers(apps, app_label=app_label, model=model, names=names)


def _give_officers(apps: Any, *, app_label: str, model: str, names: dict[str, str]) -> None:
    officers, _created = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICERS)
    officers.permissions.add(*_permissions(apps, app_label=app_label, model=model, names=names))


def _permissions(apps: Any, *, app_label: str, model: str, names: dict[str, str]) -> Any:
    """Return a model's permissions by codename, with as many questions for three as for one."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission_model = apps.get_model("auth", "Permission")
    there = permission_model.objects.filter(content_type=content_type, codename__in=names)
    known = set(there.values_list("codename", flat=True))
    permission_model.objects.bulk_create(
        permission_model(content_type=content_type, codename=codename, name=name)
        for codename, name in names.items()
        if codename not in known
    )
    return there.all()
