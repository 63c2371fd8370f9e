"""What was searched for, counted by day. No row says who asked: no user, no session, no address.

Rows are written by ``search.counting.slips`` and read by ``search.counting.report``; :class:`KeepingRule` says how long
they stay.
"""

from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.core.rules import Rule

# What is beyond is counted as this: nobody reads so far, and the rows stay few.
LAST_POSITION: Final = 49


class QuestionCount(models.Model):
    """How often a question was asked on a day, and how many goods it had when it was asked last."""

    day = models.DateField(_("ngày"))
    question = models.CharField(_("từ khóa"), max_length=200)
    asked = models.PositiveIntegerField(_("lượt tìm"), default=0)
    # Of these, how many found nothing.
    empty = models.PositiveIntegerField(_("lượt không có kết quả"), default=0)
    results = models.PositiveIntegerField(_("số kết quả"), default=0)

    objects: ClassVar[models.Manager["QuestionCount"]] = models.Manager()

    class Meta:
        verbose_name = _("từ khóa theo ngày")
        verbose_name_plural = _("từ khóa theo ngày")
        constraints = (
            models.UniqueConstraint(fields=("day", "question"), name="search_question_once_a_day"),
        )
        permissions = (("read_report", _("Xem báo cáo tìm kiếm")),)

    def __str__(self) -> str:
        return self.question


class ClickCount(models.Model):
    """How often somebody chose the goods at a position of a question's results on a day."""

    day = models.DateField(_("ngày"))
    question = models.CharField(_("từ khóa"), max_length=200)
    position = models.PositiveSmallIntegerField(_("vị trí"))
    clicks = models.PositiveIntegerField(_("lượt chọn"), default=0)

    objects: ClassVar[models.Manager["ClickCount"]] = models.Manager()

    class Meta:
        verbose_name = _("lượt chọn theo ngày")
        verbose_name_plural = _("lượt chọn theo ngày")
        constraints = (
            models.UniqueConstraint(
                fields=("day", "question", "position"), name="search_position_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question}: {self.position}"


class KeepingRule(Rule):
    """For how many days the counts of searches are kept."""

    days = models.PositiveSmallIntegerField(
        _("giữ trong (ngày)"),
        validators=[
            MinValueValidator(7, _("Giữ ít nhất 7 ngày, ngắn hơn thì báo cáo không còn gì để xem.")),
            MaxValueValidator(366, _("Giữ nhiều nhất 366 ngày.")),
        ],
    )

    objects: ClassVar[models.Manager["KeepingRule"]] = models.Manager()

    class Meta:
        verbose_name = _("thời hạn giữ số liệu tìm kiếm")
        verbose_name_plural = _("thời hạn giữ số liệu tìm kiếm")
        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return _("%(days)d ngày") % {"days": self.days}
