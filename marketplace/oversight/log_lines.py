"""An entry of the log in words: what was done, why, and what stood there before and after."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from marketplace.stalls.enums import StallStatus

# A list of words may have hundreds; the entry keeps all of it, the page the beginning.
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log."""

    entry: ModelLogEntry
    action: str
    comment: str
    before: str
    after: str


def log_line(entry: ModelLogEntry) -> LogLine:
    """Return an entry in words."""
    data: dict[str, Any] = entry.data or {}
    return LogLine(
        entry=entry,
        action=str(registry.get_action_label(entry.action))
        if registry.action_exists(entry.action)
        else entry.action,
        comment=str(data.get("comment") or data.get("reason") or ""),
        before=_words(data.get("before")),
        after=_words(data.get("after")),
    )


def _words(side: Any) -> str:
    if isinstance(side, str):
        return str(dict(StallStatus.choices).get(side, side))
    if not isinstance(side, dict):
        return ""
    names = {
        "on_display": _("trên kệ"),
        "archived": _("cất kho"),
        "revision": _("bản"),
        "state": _("trạng thái"),
        "looked": _("đã xem"),
    }
    return " · ".join(f"{names.get(name, name)}: {_said(value)}" for name, value in side.items())


def _said(value: Any) -> str:
    if value is None or value == "":
        return _("chưa có")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    words = " / ".join(str(value).split("\n"))
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
