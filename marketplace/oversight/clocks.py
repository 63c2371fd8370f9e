"""How a clock stands: from the receipt, in hours, by the row that rules today. It warns and never acts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.core.rules import in_force
from marketplace.oversight.enums import Urgency
from marketplace.oversight.models import LegalClock

_HOUR = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """One clock at one moment."""

    clock: LegalClock
    since: datetime
    now: datetime

    @property
    def due_at(self) -> datetime:
        """When the time is up."""
        return self.since + timedelta(hours=self.clock.hours)

    @property
    def minutes_gone(self) -> int:
        """Minutes since the receipt."""
        return max(0, int((self.now - self.since).total_seconds() // 60))

    @property
    def minutes_all(self) -> int:
        """Minutes that the clock gives."""
        return self.clock.hours * _HOUR

    @property
    def urgency(self) -> Urgency:
        """Whether somebody has to hurry."""
        if self.now >= self.due_at:
            return Urgency.OVERDUE
        passed = sum(self.minutes_gone >= hours * _HOUR for hours in self.clock.warnings)
        if not passed:
            return Urgency.CALM
        return Urgency.URGENT if passed == len(self.clock.warnings) > 1 else Urgency.WARNED

    @property
    def warned_hours(self) -> int:
        """The last warning that has passed, in hours; the whole time once it is up; 0 before the first."""
        marks = [*self.clock.warnings, self.clock.hours]
        return max((hours for hours in marks if self.minutes_gone >= hours * _HOUR), default=0)

    @property
    def words(self) -> str:
        """What the page says."""
        left = int((self.due_at - self.now).total_seconds() // 60)
        if left >= 0:
            return _("Còn %s") % duration(left)
        return _("Quá hạn %s") % duration(-left)


def duration(minutes: int) -> str:
    """Return a length of time in words: days and hours, or hours and minutes."""
    hours, rest = divmod(minutes, _HOUR)
    days, hours_left = divmod(hours, 24)
    if days:
        return _("%(days)s ngày %(hours)s giờ") % {"days": days, "hours": hours_left}
    if hours:
        return _("%(hours)s giờ %(minutes)s phút") % {"hours": hours, "minutes": rest}
    return _("%s phút") % rest


def clocks_in_force() -> dict[str, LegalClock]:
    """Return the clock of each code that rules today, in one query; the youngest row counts."""
    rows = in_force(LegalClock.objects.order_by("valid_from", "pk"))
    return {clock.code: clock for clock in rows}


def read_clock(clock: LegalClock | None, since: datetime, *, now: datetime | None = None) -> Reading | None:
    """Return how ``clock`` stands, or None where no row rules."""
    return Reading(clock, since, now or timezone.now()) if clock is not None else None
