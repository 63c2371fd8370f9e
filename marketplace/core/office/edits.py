"""Two people with one row open in the back office: the second is told, and overwrites nothing unasked.

The form carries a digest of what the row said when it was opened. Where the row says something else by the
time it is saved, the form comes back with what was typed and with what stands there now; saving once more is
the answer to that.
"""

import json
from hashlib import sha256
from typing import Any, Final

from django import forms
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.log_actions import registry

from marketplace.core.office.edit_log import edited_fields, stored_row

OPENED_AS: Final = "opened_as"
_LONGEST: Final = 200


def state_of(row: models.Model) -> str:
    """Return a digest of what the database says of a row now; empty where it has none."""
    stored = stored_row(row)
    if stored is None:
        return ""
    facts = {field.attname: field.value_to_string(stored) for field in edited_fields(stored)}
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]


class RowEditView(generic.EditView):
    """Changes a row, unless somebody changed it since it was opened."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Compare and save in one transaction: of two who save in the same moment the second waits, and is told."""
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        return answer

    def get_object(self, queryset: Any = None) -> Any:
        """Return the row; where it is to be saved, it is held from here on."""
        rows = self.get_queryset() if queryset is None else queryset
        return super().get_object(
            rows.select_for_update(of=("self",)) if self.request.method == "POST" else rows
        )

    def get_form(self, form_class: Any = None) -> forms.BaseForm:
        """Return the form with what the row said when it was opened."""
        form: forms.BaseForm = super().get_form(form_class)
        form.fields[OPENED_AS] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=state_of(self.object)
        )
        return form

    def is_valid(self, form: forms.BaseForm) -> bool:
        """Whether it can be saved; a row that changed meanwhile is not, the first time."""
        is_right = bool(super().is_valid(form))
        opened, stands = form.data.get(OPENED_AS), state_of(self.object)
        if not opened or opened == stands:
            return is_right
        form.add_error(None, self._told())
        shown: Any = form.data.copy()  # type: ignore[attr-defined]  # what was posted
        shown[OPENED_AS] = stands
        form.data = shown
        self.produced_error_message = self.get_error_message()
        return False

    def _told(self) -> str:
        entry: Any = registry.get_logs_for_instance(self.object).select_related("user").first()
        after = (entry.data or {}).get("after", {}) if entry else {}
        now = "; ".join(f"{name}: {', '.join(str(value).splitlines())}" for name, value in after.items())
        facts = {
            "who": get_user_display_name(entry.user) if entry and entry.user else "",
            "time": time_format(timezone.localtime(entry.timestamp), "H:i") if entry else "",
            "now": f" ({now[:_LONGEST]})" if now else "",
        }
        if entry and entry.user == self.request.user:
            words = _(
                "Bạn vừa sửa dòng này ở một thẻ khác%(now)s. Bạn xem lại; lưu lần nữa thì bản đang mở ở đây thay bản ấy."
            )
        elif facts["who"]:
            words = _(
                "%(who)s vừa sửa trong lúc bạn đang mở%(now)s, lúc %(time)s. Bạn xem lại; lưu lần nữa thì bản của bạn thay bản ấy."
            )
        else:
            words = _(
                "Dòng này vừa đổi trong lúc bạn đang mở%(now)s. Bạn xem lại; lưu lần nữa thì bản của bạn thay bản ấy."
            )
        return words % facts
