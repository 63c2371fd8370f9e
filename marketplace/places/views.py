"""The communes of a province, for the script beside an address. The same for everyone, so any cache may keep it."""

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.places.selectors import wards_of

DAY = 86_400


@require_safe
def wards(request: HttpRequest, province_code: str) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Answer ``{"wards": [{"code", "name"}]}``."""
    found = wards_of(province_code=province_code)
    if not found:
        raise Http404(_("Không có tỉnh nào mang mã này."))
    response = JsonResponse({"wards": [{"code": ward.code, "name": ward.name} for ward in found]})
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response
