"""How the department edits its rows in the back office: one set of pages for all of them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import DecimalField, Field
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from marketplace.core.numbers import NumberField
from marketplace.core.office.edits import RowEditView

DATED = ("valid_from", "valid_until", "citation", "grade", "confirmed_by", "confirmed_on")


class ChangeOnlyPolicy(ModelPermissionPolicy):
    """For rows of which the code names each: they are changed only, whoever asks."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Refuse to add and to delete."""
        return action not in {"add", "delete"} and bool(super().user_has_permission(user, action))


class RowViewSet(ModelViewSet):
    """Rows that officers add and change. Words are looked for in the database, no row is copied, and none overwritten."""

    search_fields: Sequence[str] = ()
    search_backend_name = None
    copy_view_enabled = False
    edit_view_class = RowEditView

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", **kwargs: Any) -> Any:
        """Return the field as Wagtail's own forms have it, but numbers and dates as people here write them."""
        if isinstance(db_field, DecimalField):
            kwargs.setdefault("form_class", NumberField)
        return formfield_for_dbfield(db_field, **kwargs)


class RuleViewSet(RowViewSet):
    """Dated rows: ``own_fields`` come first in the form, then from when they rule and where that is written."""

    own_fields: Sequence[str] = ()
    list_filter: Any = ("grade",)

    def get_form_fields(self) -> tuple[str, ...]:
        """Return the fields of the form."""
        return (*self.own_fields, *DATED)
