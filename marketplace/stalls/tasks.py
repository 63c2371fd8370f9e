"""What the clock asks for: papers that end are spoken of, once per warning. The message's key remembers."""

from celery import shared_task

from marketplace.stalls.dossiers.expiry import warn_expiring_documents


@shared_task(name="stalls.warn_expiring_documents")
def warn_of_expiring_documents() -> None:
    """Tell the stalls whose papers end soon. Run again, it tells nobody twice."""
    warn_expiring_documents()
