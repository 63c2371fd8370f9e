"""The groups of the back office. Officers and editors are groups with ``access_admin``, never ``is_staff``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

OFFICERS = "Cán bộ Sở"
EDITORS = "Biên tập viên"


@dataclass(frozen=True, slots=True)
class Right:
    """A permission on a model, and what it is called where Django has not made it yet, as within a migration."""

    app_label: str
    model: str
    codename: str
    name: str


def edit_rights(
    app_label: str, model: str, name: str, verbs: Iterable[str] = ("add", "change", "view")
) -> list[Right]:
    """Return the rights to do ``verbs`` with the rows of a model, called ``name``."""
    return [Right(app_label, model, f"{verb}_{model}", f"Can {verb} {name}") for verb in verbs]


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
    (found,) = _permissions(apps, [Right(app_label, model, codename, name)])
    return found


def let_officers(apps: Any, rights: Iterable[Right]) -> None:
    """Give officers these rights, with as many questions for thirty as for one. Idempotent.

    A migration hands over its models.
    """
    officers, _created = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICERS)
    officers.permissions.add(*_permissions(apps, rights))


def _permissions(apps: Any, rights: Iterable[Right]) -> list[Any]:
    """Return the permissions of these rights; those that are missing are made."""
    wanted = list(rights)
    types = _content_types(apps, {(right.app_label, right.model) for right in wanted})
    names = {(types[right.app_label, right.model].pk, right.codename): right.name for right in wanted}
    model = apps.get_model("auth", "Permission")

    def there() -> dict[tuple[int, str], Any]:
        found = model.objects.filter(
            content_type__in=types.values(), codename__in=[codename for _, codename in names]
        )
        return {(row.content_type_id, row.codename): row for row in found}

    known = there()
    missing = [
        model(content_type_id=key, codename=codename, name=name)
        for (key, codename), name in names.items()
        if (key, codename) not in known
    ]
    if missing:
        model.objects.bulk_create(missing)
        known = there()
    return [known[key] for key in names]


def _content_types(apps: Any, keys: set[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Return the content types of (application, model); those that are missing are made."""
    rows = apps.get_model("contenttypes", "ContentType").objects
    labels, models = zip(*keys, strict=True)
    found = {(row.app_label, row.model): row for row in rows.filter(app_label__in=labels, model__in=models)}
    return {
        key: found.get(key) or rows.get_or_create(app_label=key[0], model=key[1])[0] for key in sorted(keys)
    }
