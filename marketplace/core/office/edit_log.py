"""What is edited in the back office is logged with what stood there before and what stands there after.

Wagtail's own entry says who and when. A package names the models whose rows count; the rest, people and
their passwords among it, stays with Wagtail's entry.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.actions.create import CreateAction
from wagtail.actions.delete import DeleteAction
from wagtail.actions.edit import EditAction
from wagtail.log_actions import log

from marketplace.core.numbers import written_number

# The bookkeeping of a tree; where a node stands is said in words.
_TREE = frozenset({"path", "depth", "numchild", "ancestors_are_public"})


def keep_both_sides(registry: Any, *kinds: type[models.Model]) -> None:
    """Log edits of these models, and of those that inherit from them, with before and after."""
    for kind in kinds:
        for action in (LoggedCreate, LoggedEdit, LoggedDelete):
            registry.register(kind, action)


def stored_row(instance: models.Model) -> Any:
    """Return the row as the database has it now, None where it has none."""
    return type(instance)._base_manager.filter(pk=instance.pk).first() if instance.pk else None


def edited_fields(instance: models.Model) -> Iterator[Any]:
    """Yield the fields that somebody edits; what nobody edits follows from what somebody did."""
    for field in (*instance._meta.concrete_fields, *instance._meta.many_to_many):
        if field.editable and field.name not in _TREE and not field.primary_key:
            yield field


def facts_of(instance: models.Model, form: forms.BaseForm | None = None) -> dict[str, Any]:
    """Return what the database says of a row, field by field, under the names that its form uses."""
    stored = stored_row(instance)
    if stored is None:
        return {}
    facts: dict[str, Any] = {_label(field, form): _value(stored, field) for field in edited_fields(stored)}
    if hasattr(stored, "get_siblings"):
        parent = stored.get_parent()
        facts[_("nằm trong")] = str(parent) if parent is not None else ""
        before = stored.get_siblings().filter(path__lt=stored.path)
        facts[_("đứng thứ")] = before.count() + 1
    return facts


class LoggedCreate(CreateAction):
    """Making a row; the entry says what it said at first."""

    log_action: str | None

    def execute(self, skip_permission_checks: bool = False) -> Any:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Make the row and log it."""
        action, self.log_action = self.log_action, None
        with transaction.atomic():
            made = super().execute(skip_permission_checks=skip_permission_checks)
            after = {
                name: value for name, value in facts_of(made, self.form).items() if value not in ("", None)
            }
            _log(self, made, action, {"before": {}, "after": after})
        return made


class LoggedEdit(EditAction):
    """Changing a row; the entry has the fields that changed, before and after."""

    log_action: str | None

    def execute(self, skip_permission_checks: bool = False) -> Any:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Change the row and log it."""
        action, self.log_action = self.log_action, None
        with transaction.atomic():
            before = facts_of(self.instance, self.form)
            changed = super().execute(skip_permission_checks=skip_permission_checks)
            after = facts_of(changed, self.form)
            names = [name for name in after if after[name] != before.get(name)]
            data = {
                "before": {name: before.get(name) for name in names},
                "after": {name: after[name] for name in names},
            }
            _log(self, changed, action, data)
        return changed


class LoggedDelete(DeleteAction):
    """Deleting a row; the entry keeps what it said."""

    log_action: str | None

    def execute(self, skip_permission_checks: bool = False) -> Any:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Log the row and delete it."""
        action, self.log_action = self.log_action, None
        with transaction.atomic():
            self.check(skip_permission_checks=skip_permission_checks)
            _log(self, self.instance, action, {"before": facts_of(self.instance), "after": {}}, deleted=True)
            return super().execute(skip_permission_checks=True)


def _log(run: Any, instance: models.Model, action: str | None, data: dict[str, Any], **more: Any) -> None:
    if action:
        log(
            instance=instance,
            action=action,
            user=run.user,
            content_changed=data["before"] != data["after"],
            data=data,
            **more,
        )


def _label(field: "models.Field[Any, Any]", form: forms.BaseForm | None) -> str:
    shown = form.fields.get(field.name) if form is not None else None
    return str(shown.label) if shown is not None and shown.label else str(field.verbose_name)


def _value(instance: models.Model, field: "models.Field[Any, Any]") -> Any:
    if field.many_to_many:
        return ", ".join(str(one) for one in field.value_from_object(instance))
    if field.is_relation:
        related = getattr(instance, field.name)
        return "" if related is None else str(related)
    value = field.value_from_object(instance)
    if field.choices and value not in ("", None):
        return str(getattr(instance, f"get_{field.name}_display")())
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return written_number(value)
    return f"{value:%d/%m/%Y}" if type(value) is dt.date else str(value)
