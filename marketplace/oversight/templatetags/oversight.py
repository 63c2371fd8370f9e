"""What the department's templates need."""

from django import template
from wagtail.models import ModelLogEntry

from marketplace.oversight import clocks, log_lines

register = template.Library()


@register.filter
def duration(minutes: int) -> str:
    """Return a length of time in words."""
    return clocks.duration(minutes)


@register.filter
def log_line(entry: ModelLogEntry) -> log_lines.LogLine:
    """Return an entry of the log in words."""
    return log_lines.log_line(entry)
