"""What editors find in the back office beside pages and pictures."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from cms.models import Region
from cms.office_account import ask_for_the_name_that_is_kept
from cms.office_words import name_what_is_unnamed

name_what_is_unnamed()
ask_for_the_name_that_is_kept()


class RegionViewSet(ModelViewSet):
    """The parts of the province on the home page."""

    model = Region
    icon = "site"
    add_to_admin_menu = True
    menu_order = 310
    form_fields = ("title", "text", "picture", "ward_codes", "position")
    list_display = ("title", "position")


@hooks.register("register_admin_viewset")
def register_regions() -> RegionViewSet:
    """Put the regions into the menu."""
    return RegionViewSet("cac-vung")
