"""Where a page of results says that it was shown, or that goods of it were chosen. Answers with nothing."""

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace.core.web.same_origin import same_origin_post
from marketplace.core.web.throttle import client_address
from search.counting.slips import count_click, count_question, read_slip

_LONGEST: Final = 3


@same_origin_post
@require_POST
@never_cache
def count(request: HttpRequest) -> HttpResponse:
    """Count a question, or the place ``vi-tri`` on its page that was chosen. Whether it was counted nobody learns."""
    slip = read_slip(request.POST.get("phieu", ""))
    if slip is None:
        return HttpResponseBadRequest()
    address = client_address(request)
    said = request.POST.get("vi-tri")
    if said is None:
        count_question(slip, address=address)
    elif said.isascii() and said.isdigit() and len(said) <= _LONGEST:
        count_click(slip, place=int(said), address=address)
    else:
        return HttpResponseBadRequest()
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
