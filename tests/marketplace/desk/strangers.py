"""What the parameters of the desk's addresses may name at a stall: the walk tries each at somebody else's.

A new parameter needs an entry here, or the walk fails and says so.
"""

from collections.abc import Callable

from marketplace.stalls.member_services import invite_member
from marketplace.stalls.models import Stall
from tests.factories.orders import make_order, make_product, part_of
from tests.factories.people import UserFactory
from tests.factories.stalls import StallMemberFactory

SAMPLES: dict[str, Callable[[Stall], object]] = {
    "stall_slug": lambda stall: stall.slug,
    "part_number": lambda stall: part_of(make_order((make_product(stall=stall), 1))).number,
    "member_pk": lambda stall: StallMemberFactory.create(stall=stall, user=UserFactory.create()).pk,
    "invitation_pk": lambda stall: (
        invite_member(stall=stall, email="ban@example.vn", role="packer", by=UserFactory.create()).pk
    ),
}
