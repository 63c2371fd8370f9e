"""What the back office gets from search: one entry of the menu, under which every page of search stands."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

# Pages of search register their items under this hook; whoever may see none of them sees no group.
MENU_HOOK: Final = "register_search_menu_item"

search_menu = Menu(register_hook_name=MENU_HOOK, construct_hook_name="construct_search_menu")


@hooks.register("register_admin_menu_item")
def search_menu_item() -> MenuItem:
    """Lead to what officers set and see of search."""
    return SubmenuMenuItem(_("Tìm kiếm"), search_menu, name="tim-kiem", icon_name="search", order=58)
