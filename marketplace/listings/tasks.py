"""What the clock asks of listings. Run again, each tells and takes down nothing twice."""

from celery import shared_task

from marketplace.listings.papers.licences import (
    end_licences,
    end_missing_licences,
    warn_of_coming_rules,
    warn_of_goods_papers,
)


@shared_task(name="listings.end_licences")
def end_ended_licences() -> None:
    """Take off the shelf what has no licence any more; asked often, so that a night without a worker sells nothing."""
    end_licences()


@shared_task(name="listings.watch_papers")
def watch_papers() -> None:
    """Warn of papers that end and of rules that begin, and take off the shelf what has no licence, or none any more."""
    warn_of_goods_papers()
    end_licences()
    end_missing_licences()
    warn_of_coming_rules()
