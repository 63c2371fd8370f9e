"""The kinds of actions by which the log is looked through: every one that has a name, so none can be missing.

Packages name their kinds when they register them for the log; a kind begins with its package's label.
"""

from collections.abc import Iterable
from typing import Final

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.log_actions import registry

# What Wagtail logs of pages, comments on them and keys of its API alone: never of a row.
_OF_PAGES: Final = (
    "wagtail.apitoken.",
    "wagtail.comments.",
    "wagtail.convert_alias",
    "wagtail.copy",
    "wagtail.create_alias",
    "wagtail.moderation.",
    "wagtail.move",
    "wagtail.rename",
    "wagtail.reorder",
    "wagtail.view_restriction.",
)
_WAGTAIL: Final = "wagtail"


def log_kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kinds with their names, gathered under what they are about; what rows share comes last."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, label in _registered():
        groups.setdefault(kind.partition(".")[0], []).append((kind, str(label)))
    shared = groups.pop(_WAGTAIL, [])
    named = [(str(apps.get_app_config(label).verbose_name), kinds) for label, kinds in groups.items()]
    return [*sorted(named), (_("Soạn thảo và quy trình duyệt"), shared)]


def _registered() -> Iterable[tuple[str, object]]:
    return (
        (kind, registry.get_action_label(kind))
        for kind, _label in registry.get_choices()
        if not kind.startswith(_OF_PAGES)
    )
