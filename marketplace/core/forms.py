"""The form that every form of the storefront is: clean text in, a Vietnamese sentence out.

Text is cleaned before it is checked and before it is shown again, so that nothing typed is lost
and no NUL, lone surrogate or hidden direction mark gets further than the form.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.core.phone import PhoneFault, normalise_phone, phone_fault
from marketplace.core.text import clean_characters, clean_text

# A text field that names no limit of its own has these.
LINE_LENGTH = 200
TEXT_LENGTH = 2000
TOO_LONG = _("Phần này dài quá: tối đa %(limit_value)d ký tự, bạn đang có %(show_value)d.")
WRONG_EMAIL = _("Địa chỉ thư này chưa đúng. Địa chỉ có dạng ten@example.vn.")


class PhoneField(forms.CharField):
    """A Vietnamese mobile number; its value is ``0xxxxxxxxx``, or empty where none is required."""

    widget = forms.TextInput
    default_error_messages = {
        PhoneFault.NOT_DIGITS: _("Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."),
        PhoneFault.TOO_SHORT: _("Số này mới có %(count)d chữ số. Số di động cần đủ 10, ví dụ 0912 345 678."),
        PhoneFault.TOO_LONG: _("Số này có tới %(count)d chữ số. Số di động chỉ có 10, ví dụ 0912 345 678."),
        PhoneFault.NOT_MOBILE: _("Số di động bắt đầu bằng 03, 05, 07, 08 hoặc 09, ví dụ 0912 345 678."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Số điện thoại"))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "type": "tel", "inputmode": "tel", "autocomplete": "tel"}

    def clean(self, value: Any) -> str:
        number = normalise_phone(super().clean(value))
        if number and (fault := phone_fault(number)):
            raise ValidationError(self.error_messages[fault], code=fault, params={"count": len(number)})
        return number


class VersionBox(forms.CheckboxInput):
    """The box of a document in one version: a tick that was set beside another version is none."""

    def __init__(self, version: str) -> None:
        super().__init__(attrs={"value": version})
        self._version = version

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002 - Django's signature
        return data.get(name) == self._version


class FloorForm(forms.Form):
    """Cleans what was typed and answers in whole sentences. Pages show it with ``components/field.html``."""

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for name, field in self.fields.items():
            _speak(name, field)
            _limit(field)
        if self.is_bound:
            self.data = self._clean_data(self.data)

    def _clean_data(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a copy of what was sent, without characters that nobody typed."""
        # A password keeps its blanks; everything else loses those around it.
        verbatim = {
            self.add_prefix(name)
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField) and not field.strip
        }
        if not isinstance(data, QueryDict):
            return {name: _clean(value, verbatim=name in verbatim) for name, value in data.items()}
        cleaned = QueryDict(mutable=True, encoding=data.encoding)
        for name, values in data.lists():
            cleaned.setlist(name, [_clean(value, verbatim=name in verbatim) for value in values])
        return cleaned


def _clean(value: Any, *, verbatim: bool) -> Any:
    if not isinstance(value, str):
        return value
    return clean_characters(value) if verbatim else clean_text(value)


def _speak(name: str, field: forms.Field) -> None:
    """Put our sentences where the field has none of its own."""
    words = _required_words(name, field)
    _replace(field, "required", words, forms.Field)
    if isinstance(field, forms.EmailField):
        # A validator's message is shared by every form of the process; this one is the field's own.
        field.error_messages.setdefault("invalid", WRONG_EMAIL)
    elif isinstance(field, forms.IntegerField):
        _replace(field, "invalid", _("Chỗ này cần một số nguyên, ví dụ 2."), forms.IntegerField)
        # Messages of validators are shared by every form of the process; these are the field's own.
        field.error_messages.setdefault("min_value", _("Số này nhỏ quá. Ghi từ %(limit_value)s trở lên."))
        field.error_messages.setdefault("max_value", _("Số này lớn quá. Ghi nhiều nhất %(limit_value)s."))
    elif isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        lost = _("Lựa chọn này không còn nữa. Bạn chọn lại giúp.")
        for kind in (forms.ModelChoiceField, forms.ChoiceField):
            _replace(field, "invalid_choice", lost, kind)


def _replace(field: forms.Field, code: str, words: Any, kind: type[forms.Field]) -> None:
    # Django hands the class's own message object to each field: another object was chosen on purpose.
    if field.error_messages.get(code) is kind.default_error_messages.get(code):
        field.error_messages[code] = words


def _required_words(name: str, field: forms.Field) -> Any:
    if isinstance(field, forms.BooleanField):
        return _("Bạn cần đánh dấu ô này để đi tiếp.")
    label = str(field.label or name)
    label = label[:1].lower() + label[1:]
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _("Bạn chưa chọn %(label)s.") % {"label": label}
    return _("Bạn chưa điền %(label)s.") % {"label": label}


def _limit(field: forms.Field) -> None:
    """Give a text field a limit, and say it in our words."""
    if not isinstance(field, forms.CharField):
        return
    if field.max_length is None:
        field.max_length = TEXT_LENGTH if isinstance(field.widget, forms.Textarea) else LINE_LENGTH
        field.validators.append(MaxLengthValidator(field.max_length))
        field.widget.attrs.setdefault("maxlength", str(field.max_length))
    field.error_messages.setdefault("max_length", TOO_LONG)
