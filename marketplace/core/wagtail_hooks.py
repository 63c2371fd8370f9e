"""What the back office gets from core: the log of dated rows keeps what stood there before and after."""

from wagtail import hooks
from wagtail.actions.registry import ActionRegistry

from marketplace.core.office.edit_log import keep_both_sides
from marketplace.core.rules import Rule


@hooks.register("register_actions")
def log_rules(registry: ActionRegistry) -> None:
    """Log every edit of a dated row with before and after, whichever package has the row."""
    keep_both_sides(registry, Rule)
