"""Rows that a law or the department sets: from when to when, where it is written, how sure that is.

The department edits and confirms them in the back office. A row rules from ``valid_from`` to
``valid_until``, both days included.
"""

from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

R = TypeVar("R", bound=models.Model)


class Grade(models.TextChoices):
    """How sure a citation is."""

    FULL = "A", _("đã đọc toàn văn")
    FULL_EARLIER = "A°", _("đã đọc toàn văn trước đây")
    SECONDARY = "B", _("theo nguồn thứ cấp")
    INFERRED = "C", _("suy luận")
    PREDECESSOR = "C/p", _("theo văn bản cũ")


class Rule(models.Model):
    """A dated row with its source."""

    valid_from = models.DateField(_("áp dụng từ"), default=timezone.localdate)
    valid_until = models.DateField(_("áp dụng đến hết"), null=True, blank=True)
    citation = models.CharField(_("căn cứ"), max_length=200, blank=True)
    grade = models.CharField(
        _("độ chắc"),
        max_length=3,
        choices=Grade.choices,
        default=Grade.INFERRED,
        help_text=_("Dòng chưa đọc toàn văn thì Sở xác nhận rồi hãy tin."),
    )
    confirmed_by = models.CharField(_("người xác nhận"), max_length=120, blank=True)
    confirmed_on = models.DateField(_("xác nhận ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def rules_on(self, day: date) -> bool:
        """Whether the row rules on this day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Basis(Rule):
    """An article on which the department acts, by the name of the case."""

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("trường hợp"), max_length=200)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta(Rule.Meta):
        abstract = True
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.citation})"


class Reason(models.Model):
    """Words that are chosen instead of typed. Whoever inherits says in ``scope`` where, and in ``text`` what they are."""

    text: Any
    code = models.SlugField(_("mã"), max_length=40, unique=True)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        abstract = True
        verbose_name = _("lý do")
        verbose_name_plural = _("lý do")
        ordering = ("scope", "position", "pk")

    def __str__(self) -> str:
        return str(self.text)


def in_force(rows: models.QuerySet[R], *, on: date | None = None) -> models.QuerySet[R]:
    """Return the rows that rule on a day, today unless told otherwise."""
    day = on or timezone.localdate()
    ends: Any = models.Q(valid_until=None) | models.Q(valid_until__gte=day)
    return rows.filter(ends, valid_from__lte=day)
