"""What happens to listings and those above have to know."""

from django.dispatch import Signal

# The last stage of a review passed and its revision is on display. Carries ``task_state`` and ``before``, what
# was on display until then (``selectors.display_of``); sent inside the transaction that published it.
revision_approved = Signal()
