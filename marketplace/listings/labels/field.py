"""The lines of a label as officers write them: by their Vietnamese names, where the row keeps their keys."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.listings.labels.shipped import known_fields, shipped_labels

NUTRITION = "nutrition"


def line_words() -> dict[str, str]:
    """Return (key, name) of every line of a label, each name once: of two alike the kind tells which is meant."""
    kinds = {key: str(spec["kind"]) for key, spec in shipped_labels()["fields"].items()}
    words: dict[str, str] = {}
    for key, name in known_fields().items():
        words[key] = _("%s (số ngày)") % name if kinds[key] == "days" else name
    return {**words, NUTRITION: _("Thành phần dinh dưỡng")}


class LabelLinesField(forms.CharField):
    """Lines of a label, one below the other; with ``has_text`` each is followed by a colon and words."""

    def __init__(self, *, has_text: bool = False, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(widget=forms.Textarea(attrs={"rows": 8}), **kwargs)
        self.has_text = has_text

    def prepare_value(self, value: Any) -> Any:
        """Show names for the keys that the row keeps; what somebody typed wrongly stays as typed."""
        words = line_words()
        return self._each(str(value or ""), " | ", lambda key: words.get(key, key))

    def to_python(self, value: Any) -> str:
        """Return the keys of what was typed; a name that no label has stays, and the row refuses it."""
        keys = {name.casefold(): key for key, name in line_words().items()}
        typed = unicodedata.normalize("NFC", str(value or ""))
        return self._each(typed, "|", lambda name: keys.get(name.casefold(), name))

    def _each(self, text: str, either: str, change: Callable[[str], str]) -> str:
        lines = []
        for line in filter(None, (line.strip() for line in text.splitlines())):
            head, colon, rest = line.partition(":") if self.has_text else (line, "", "")
            told = either.join(change(part.strip()) for part in head.split("|"))
            lines.append(f"{told}: {rest.strip()}" if colon else told)
        return "\n".join(lines)
