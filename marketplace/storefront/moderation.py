"""Who may decide about reviews. A migration and the tests make the permission with the same words."""

from typing import Any, Final

from marketplace.accounts.roles import OFFICERS

PERMISSION: Final = "reviews.change_productreview"


def set_up_moderation(apps: Any) -> None:
    """Give the officers' group the right to decide about reviews. Idempotent."""
    app_label, _, codename = PERMISSION.partition(".")
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model="productreview"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": "Can change Product review"}
    )
    officers, _made = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICERS)
    officers.permissions.add(permission)
