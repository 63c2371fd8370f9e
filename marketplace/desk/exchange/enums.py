"""The words that an import's rows use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """How far an import is."""

    CHECKING = "checking", _("đang xem thử")
    CHECKED = "checked", _("chờ bạn xác nhận")
    APPLYING = "applying", _("đang ghi")
    DONE = "done", _("đã ghi xong")
    REFUSED = "refused", _("tệp không nhận được")
    DROPPED = "dropped", _("đã bỏ")


class ItemKind(models.TextChoices):
    """What an import would do with one listing, or why it would do nothing."""

    NEW = "new", _("mới")
    CHANGED = "changed", _("thay đổi")
    UNCHANGED = "unchanged", _("không đổi")
    REFUSED = "refused", _("từ chối")


class Outcome(models.TextChoices):
    """What became of one listing when the import was carried out."""

    SAVED = "saved", _("đã ghi")
    SUBMITTED = "submitted", _("đã ghi và gửi duyệt")
    REFUSED = "refused", _("từ chối khi ghi")
