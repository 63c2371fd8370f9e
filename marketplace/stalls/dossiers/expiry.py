"""Papers that end: the stall is told 30 and 7 days before, whatever day the clock was last run.

A paper found late gets the warning that its days call for, and not the one that was missed.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from marketplace.stalls.dossiers.messages import tell_expiring
from marketplace.stalls.dossiers.selectors import WARNING_DAYS, expiring_documents


def warn_expiring_documents(*, on: date | None = None) -> int:
    """Write the warnings that are due, and return for how many papers there is one now."""
    warned = 0
    for document in expiring_documents(within=WARNING_DAYS[0], on=on):
        stall = document.dossier.stall
        if stall is None or document.expires_on is None:
            continue
        left = (document.expires_on - (on or timezone.localdate())).days
        with transaction.atomic():
            tell_expiring(document, stall, days=min(days for days in WARNING_DAYS if left <= days), left=left)
        warned += 1
    return warned
