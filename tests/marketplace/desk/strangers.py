"""What the parameters of the desk's addresses may name at a stall: the walk tries each at somebody else's.

A new parameter needs an entry here, or the walk fails and says so.
"""

from collections.abc import Callable

from marketplace.desk.exchange.models import ImportJob
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.papers.rows import Paper
from marketplace.listings.services import save_revision
from marketplace.stalls.members.services import invite_member
from marketplace.stalls.models import Stall
from tests.factories.listings import listing_draft
from tests.factories.orders import make_order, make_product, part_of
from tests.factories.people import UserFactory
from tests.factories.stalls import StallMemberFactory


def any_listing(stall: Stall) -> Listing:
    """A listing of the stall, made if it has none."""
    return Listing.objects.filter(stall=stall).first() or listing_draft(stall=stall)


def _digest(stall: Stall) -> str:
    return str(any_listing(stall).latest_revision.content["pictures"][0]["digest"])


def _paper(stall: Stall) -> str:
    listing = any_listing(stall)
    picture = listing.latest_revision.content["pictures"][0]
    paper = Paper(kind=PaperKind.SAFETY, file=picture["file"], digest="a" * 64)
    save_revision(listing=listing, papers=[paper])
    return paper.digest


SAMPLES: dict[str, Callable[[Stall], object]] = {
    "stall_slug": lambda stall: stall.slug,
    "part_number": lambda stall: part_of(make_order((make_product(stall=stall), 1))).number,
    "member_pk": lambda stall: StallMemberFactory.create(stall=stall, user=UserFactory.create()).pk,
    "invitation_pk": lambda stall: (
        invite_member(stall=stall, email="ban@example.vn", role="packer", by=UserFactory.create()).pk
    ),
    "listing_pk": lambda stall: any_listing(stall).pk,
    "digest": _digest,
    "job_pk": lambda stall: ImportJob.objects.create(stall=stall, file_name="hang.csv").pk,
    "paper_digest": _paper,
}
