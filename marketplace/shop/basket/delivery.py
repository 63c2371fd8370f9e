"""Where the shopper wants the goods and how, as far as we were told; kept in the session.

It is known before checkout begins, so that the basket shows costs that will still hold there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from marketplace.stalls.enums import ShippingWay

_KEY = "delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A province, and the way chosen at each stall (by key). A stall not named takes its first way."""

    province_code: str
    ways: Mapping[int, str] = field(default_factory=dict)


def read_delivery(request: HttpRequest) -> Delivery:
    """Return what the session knows; the floor's own province where it knows nothing."""
    stored: dict[str, Any] = request.session.get(_KEY) or {}
    ways = {int(stall): way for stall, way in stored.get("ways", {}).items()}
    return Delivery(province_code=stored.get("province") or settings.PROVINCE_CODE, ways=ways)


def keep_delivery(
    request: HttpRequest, *, province_code: str | None = None, ways: Mapping[int, str] | None = None
) -> Delivery:
    """Change what the session knows; ``ways`` are added to those already chosen."""
    before = read_delivery(request)
    lawful = {stall: way for stall, way in (ways or {}).items() if way in ShippingWay.values}
    after = Delivery(
        province_code=province_code or before.province_code,
        ways={**before.ways, **lawful},
    )
    if after != before:
        request.session[_KEY] = {
            "province": after.province_code,
            "ways": {str(stall): way for stall, way in after.ways.items()},
        }
    return after
