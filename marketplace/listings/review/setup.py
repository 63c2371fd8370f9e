"""The department's review as rows: who decides, in which workflow, on which model.

Takes the registry of models as an argument, so that a migration and a test build the same thing.
"""

from typing import Any, Final

from marketplace.accounts.roles import OFFICERS, Right, let_officers

WORKFLOW: Final = "Duyệt mặt hàng"
TASK: Final = "Sở xem và duyệt"
# Officers publish and do not change: what they approve is the stall's text, letter by letter.
_RIGHTS: Final = (
    Right("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    Right("listings", "listing", "view_listing", "Can view mặt hàng"),
    Right("listings", "listing", "publish_listing", "Duyệt mặt hàng lên kệ"),
    Right("listings", "listingsettings", "change_listingsettings", "Can change cách quản lý mặt hàng"),
    Right("stalls", "stall", "view_stall", "Can view gian hàng"),
    Right("stalls", "stall", "suspend_stall", "Tạm dừng và mở lại gian hàng"),
)


def set_up_review(apps: Any) -> None:
    """Make the officers' group, its permissions, and the workflow of listings. Idempotent."""
    content_type_model = apps.get_model("contenttypes", "ContentType")
    let_officers(apps, _RIGHTS)
    task_model = apps.get_model("listings", "ListingReviewTask")
    task_type, _made = content_type_model.objects.get_or_create(
        app_label="listings", model="listingreviewtask"
    )
    task = task_model.objects.filter(name=TASK).first()
    if task is None:
        task = task_model.objects.create(name=TASK, content_type=task_type)
    officers, _made = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICERS)
    task.groups.add(officers)
    workflow, _made = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=WORKFLOW)
    apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
        workflow=workflow, task_id=task.pk, defaults={"sort_order": 0}
    )
    listing_type, _made = content_type_model.objects.get_or_create(app_label="listings", model="listing")
    apps.get_model("wagtailcore", "WorkflowContentType").objects.get_or_create(
        content_type=listing_type, defaults={"workflow": workflow}
    )
