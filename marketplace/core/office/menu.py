"""Items of the back office's menu: shown to those who may see the page, with the number that waits there."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class OfficeMenuItem(MenuItem):
    """Shown to whoever has ``permission``; where ``waiting`` counts something, its number stands behind the label."""

    def __init__(
        self, *args: Any, permission: str, waiting: Callable[[], int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._permission = permission
        self._waiting = waiting

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self._permission)

    def render_component(self, request: HttpRequest) -> Any:
        item = super().render_component(request)
        return numbered(item, self._waiting()) if self._waiting else item


def numbered(item: Any, waiting: int) -> Any:
    """Return a drawn item with the number that waits behind its label; nothing is said of none."""
    if waiting:
        item.label = f"{item.label} ({waiting})"
    return item
