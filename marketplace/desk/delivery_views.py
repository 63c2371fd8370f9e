"""Where the stall sends its goods and for how much."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.desk.access import Desk, desk_page, of_its_stall
from marketplace.desk.delivery_forms import DeliveryForm
from marketplace.desk.pages import render_desk
from marketplace.stalls.enums import Capability
from marketplace.stalls.shipping.rates import save_rates


@desk_page(Capability.SET_DELIVERY)
@of_its_stall
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show and save what the stall asks for delivery."""
    form = DeliveryForm(request.POST if request.method == "POST" else None, stall=desk.stall)
    if form.is_valid():
        save_rates(stall=desk.stall, rates=form.rates())
        messages.success(request, _("Đã lưu. Đơn đặt từ bây giờ tính theo phí mới."))
        return redirect("desk:delivery")
    status = 422 if form.errors else 200
    return render_desk(request, desk, "desk/delivery.html", {"form": form}, section="stall", status=status)
