"""What editors and officers may do with pages, pictures, regions and the floor's facts, as rows.

Takes the registry of models as an argument, so that a migration and a test build the same thing.
Who may change and publish in Wagtail may also delete: history and log remember what was there.
"""

from typing import Any, Final

from marketplace.accounts.roles import EDITORS, OFFICERS, permission

# (codename, name), given for every page below the site's root.
_PAGES: Final = (
    ("add_page", "Can add page"),
    ("change_page", "Can change page"),
    ("publish_page", "Publish any page"),
)
# Given for every picture of the library.
_PICTURES: Final = (
    ("add_image", "Can add image"),
    ("change_image", "Can change image"),
    ("choose_image", "Can choose image"),
)
# Who gets which right to what, and the right's name.
_ROWS: Final = (
    (EDITORS, "region", "add_region", "Can add vùng"),
    (EDITORS, "region", "change_region", "Can change vùng"),
    (EDITORS, "region", "view_region", "Can view vùng"),
    # Who runs the floor is the department's to say, not the newsroom's.
    (OFFICERS, "floorfacts", "change_floorfacts", "Can change thông tin sàn"),
)
_SITE_ROOT_DEPTH: Final = 2


def set_up_editors(apps: Any) -> None:
    """Give both groups their rights. Idempotent; without a page tree only what needs none."""
    group_model = apps.get_model("auth", "Group")
    editors, _made = group_model.objects.get_or_create(name=EDITORS)
    page_right = apps.get_model("wagtailcore", "GroupPagePermission")
    for root in apps.get_model("wagtailcore", "Page").objects.filter(depth=_SITE_ROOT_DEPTH):
        for codename, name in _PAGES:
            right = permission(apps, app_label="wagtailcore", model="page", codename=codename, name=name)
            page_right.objects.get_or_create(group=editors, page=root, permission=right)
    picture_right = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for collection in apps.get_model("wagtailcore", "Collection").objects.filter(depth=1):
        for codename, name in _PICTURES:
            right = permission(apps, app_label="wagtailimages", model="image", codename=codename, name=name)
            picture_right.objects.get_or_create(group=editors, collection=collection, permission=right)
    for group_name, model, codename, name in _ROWS:
        group, _made = group_model.objects.get_or_create(name=group_name)
        group.permissions.add(permission(apps, app_label="cms", model=model, codename=codename, name=name))
