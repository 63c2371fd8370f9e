"""Which edits are light: they touch no claim, no label field, no OCOP data and no paper, and show no new picture.

Many of them may be approved at once. Compared are the two revisions' contents as they were written, so that
a field that is added to a listing later is not light until somebody says so here.
"""

from collections.abc import Mapping
from typing import Any, Final

# What an edit may touch and stay light: the aisle, the weight of a parcel, the order of things.
_LIGHT: Final = frozenset({"category"})
_LIGHT_OF_VARIANT: Final = frozenset({"pk", "listing", "weight_g", "position"})
_LIGHT_OF_PICTURE: Final = frozenset({"pk", "listing", "position"})
# What is Wagtail's own, or the listing's as a whole, and no part of what an officer reads.
_NOT_CONTENT: Final = frozenset(
    {
        "pk",
        "live",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "live_revision",
        "latest_revision",
        "go_live_at",
        "expire_at",
        "expired",
        "locked",
        "locked_at",
        "locked_by",
        "stall",
        "product",
        "sku",
        "archived_at",
        "created_at",
    }
)


def is_light_edit(*, approved: Mapping[str, Any] | None, proposed: Mapping[str, Any]) -> bool:
    """Return whether ``proposed`` differs from what is on display in light things only."""
    if approved is None:
        return False
    heavy = (set(approved) | set(proposed)) - _NOT_CONTENT - _LIGHT - {"variants", "pictures", "papers"}
    if any(approved.get(name) != proposed.get(name) for name in heavy):
        return False
    if _papers(approved) != _papers(proposed):
        return False
    if _rows(approved, "variants", _LIGHT_OF_VARIANT) != _rows(proposed, "variants", _LIGHT_OF_VARIANT):
        return False
    shown = _rows(approved, "pictures", _LIGHT_OF_PICTURE)
    return all(row in shown for row in _rows(proposed, "pictures", _LIGHT_OF_PICTURE))


def _papers(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    # What was approved before papers said which rule they answer says nothing of it.
    return [{"answers": [], **row} for row in content.get("papers", ())]


def _rows(content: Mapping[str, Any], name: str, light: frozenset[str]) -> list[dict[str, Any]]:
    rows = [{key: value for key, value in row.items() if key not in light} for row in content.get(name, ())]
    return sorted(rows, key=repr)
