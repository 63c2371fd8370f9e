"""The words that a listing's rows use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingState(models.TextChoices):
    """Where a listing stands, told from its rows (``selectors.with_state``); nothing stores it."""

    DRAFT = "draft", _("nháp")
    WAITING = "waiting", _("chờ duyệt")
    CHANGES_REQUESTED = "changes_requested", _("cần sửa")
    REFUSED = "refused", _("bị từ chối")
    ON_SALE = "on_sale", _("đang bán")
    TAKEN_DOWN = "taken_down", _("đã gỡ")
    ARCHIVED = "archived", _("cất kho")
