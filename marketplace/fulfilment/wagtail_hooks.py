"""The list of carriers in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from marketplace.fulfilment.models import Carrier


class CarrierViewSet(SnippetViewSet):
    """Carriers as the department orders them; one that is out of use keeps its name on old parcels."""

    model = Carrier
    icon = "order"
    menu_label = _("Đơn vị giao hàng")
    menu_order = 60
    add_to_admin_menu = True
    list_display = ("name", "needs_code", "is_active", "position")
    list_filter = ("is_active",)


register_snippet(CarrierViewSet)
