"""Who may decide about reviews. A migration and the tests make the permission with the same words."""

from typing import Any, Final

from marketplace.accounts.roles import Right, let_officers

PERMISSION: Final = "reviews.change_productreview"


def set_up_moderation(apps: Any) -> None:
    """Give the officers' group the right to decide about reviews. Idempotent."""
    app_label, _, codename = PERMISSION.partition(".")
    let_officers(apps, [Right(app_label, "productreview", codename, "Can change Product review")])
