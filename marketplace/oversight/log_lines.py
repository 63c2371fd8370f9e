"""An entry of the log in words: what was done, why, and what stood there before and after."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from marketplace.listings.enums import DecisionKind
from marketplace.oversight.enums import ReportState, TakeDownState
from marketplace.stalls.enums import (
    DocumentState,
    DossierState,
    Fact,
    MemberRole,
    StallKind,
    StallStatus,
)

# A list of words may have hundreds; the entry keeps all of it, the page the beginning.
_LONGEST: Final = 400
# The desk says "chờ bạn xác nhận" of the first; here somebody else reads it.
_IMPORTS: Final = (
    ("checked", gettext_lazy("chờ gian hàng xác nhận")),
    ("checking", gettext_lazy("đang xem thử")),
    ("applying", gettext_lazy("đang ghi")),
    ("dropped", gettext_lazy("đã bỏ")),
)
_REVIEWS: Final = (
    ("waiting", gettext_lazy("chờ xem")),
    ("shown", gettext_lazy("đã cho hiện")),
    ("refused", gettext_lazy("đã giữ lại")),
)
# What the word before and after is one of, by the beginning of the action; the first that fits.
_STATES: Final = (
    ("stalls.dossier_paper", DocumentState.choices),
    ("stalls.dossier_", DossierState.choices),
    (("stalls.invite", "stalls.join", "stalls.role", "stalls.leave"), MemberRole.choices),
    ("stalls.", StallStatus.choices),
    ("oversight.report", ReportState.choices),
    ("oversight.take_down", TakeDownState.choices),
    ("exchange.", _IMPORTS),
    ("storefront.review", _REVIEWS),
)


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
    formatter = registry.get_formatter(entry)
    # A package that keeps more than a reason, such as whom or which paper, says so in its own words.
    said = data.get("comment") or (formatter.format_comment(entry) if formatter else "") or data.get("reason")
    return LogLine(
        entry=entry,
        action=_deed(str(formatter.label), data) if formatter else entry.action,
        comment=str(said or ""),
        before=_words(data.get("before"), entry.action),
        after=_words(data.get("after"), entry.action),
    )


def _deed(label: str, data: dict[str, Any]) -> str:
    kind = dict(DecisionKind.choices).get(data.get("decision", ""))
    if kind:
        return f"{label}: {kind}"
    # A step of a review has a name, which says whose word it was; one that was not reached yet has none here.
    step = ((data.get("workflow") or {}).get("task") or {}).get("title")
    return f"{label} «{step}»" if step else label


def _words(side: Any, action: str) -> str:
    if isinstance(side, str):
        return _state(side, action)
    if not isinstance(side, dict):
        return ""
    names = {
        "on_display": _("trên kệ"),
        "archived": _("cất kho"),
        "revision": _("bản"),
        "state": _("trạng thái"),
        "looked": _("đã xem"),
        "listings": _("số mặt hàng"),
        "submitting": _("gửi duyệt luôn"),
        "kind": _("loại"),
        "name": _("tên gian hàng"),
        **dict(Fact.choices),
    }
    return " · ".join(
        f"{names.get(name, name)}: {_value(name, value, action)}" for name, value in side.items()
    )


def _value(name: str, value: Any, action: str) -> str:
    if name == "state":
        return _state(value, action)
    return _said(dict(StallKind.choices).get(value, value) if name == "kind" else value)


def _state(value: Any, action: str) -> str:
    for beginning, choices in _STATES:
        if action.startswith(beginning):
            return str(dict(choices).get(value, value))
    return str(value)


def _said(value: Any) -> str:
    if value is None or value == "":
        return _("chưa có")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    words = " / ".join(str(value).split("\n"))
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
