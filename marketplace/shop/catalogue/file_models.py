"""Files of pictures that have to follow their goods: a row is unfinished work."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FileMove(models.Model):
    """One file of pictures, with its copies, that may lie where it should no longer lie.

    Says which file, not where to: that is looked up when it is moved, because goods may have left and returned
    meanwhile.
    """

    original = models.CharField(_("tệp ảnh"), max_length=255, unique=True)
    asked_at = models.DateTimeField(_("ghi lúc"), default=timezone.now)

    objects: ClassVar[models.Manager["FileMove"]] = models.Manager()

    class Meta:
        app_label = "catalogue"
        verbose_name = _("tệp ảnh chờ chuyển chỗ")
        verbose_name_plural = _("tệp ảnh chờ chuyển chỗ")

    def __str__(self) -> str:
        return self.original
