"""Opening, suspending and reopening a stall.

Whoever publishes, suspends or reopens holds the stall's row first, so that no product can slip onto
the shelf of a stall that is being suspended (law 1).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.utils import slugify

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.places.models import Ward
from marketplace.stalls.enums import MemberRole, StallKind, StallStatus
from marketplace.stalls.models import Stall, StallMember
from marketplace.stalls.signals import stall_reopened, stall_suspended


@dataclass(frozen=True, kw_only=True, slots=True)
class StallFacts:
    """What the law wants known of a seller, and what the seller tells of itself."""

    representative: str
    street: str
    phone: str
    email: str
    selling_since: int
    legal_name: str = ""
    tax_code: str = ""
    registration_no: str = ""
    registration_date: date | None = None
    registration_authority: str = ""
    bank_bin: str = ""
    bank_number: str = ""
    bank_holder: str = ""
    tagline: str = ""
    story: str = ""
    verified_on: date | None = None

    def as_fields(self) -> dict[str, Any]:
        """Return the model's fields, their text cleaned."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: clean_text(value) if isinstance(value, str) else value for name, value in values.items()
        }


@transaction.atomic
def open_stall(
    *,
    name: str,
    kind: StallKind | str,
    ward: Ward,
    facts: StallFacts,
    keeper: User | None = None,
    slug: str = "",
) -> Stall:
    """Open a stall, its partner in the shop, and the keeper's membership."""
    name = clean_text(name)
    slug = slug or _free_slug(name)
    partner_model = Stall._meta.get_field("partner").related_model
    partner = partner_model._default_manager.create(
        name=name, code=slug
    )  # the model above, by its own relation
    stall = Stall.objects.create(
        partner=partner, name=name, slug=slug, kind=StallKind(kind), ward=ward, **facts.as_fields()
    )
    if keeper is not None:
        StallMember.objects.create(stall=stall, user=keeper, role=MemberRole.OWNER)
    return stall


def lock_stall(stall_id: int) -> Stall:
    """Return the stall, its row locked until the transaction ends.

    The lock lets others go on pointing at the row (orders insert foreign keys to it), but not
    publish, suspend or reopen. SQLite locks the whole database when a transaction begins.
    """
    return Stall.objects.select_for_update(no_key=True).get(pk=stall_id)


@transaction.atomic
def suspend_stall(*, stall: Stall, reason: str) -> Stall:
    """Stop the stall's selling. Its goods leave the shelf in the same transaction."""
    locked = lock_stall(stall.pk)
    if not locked.is_active:
        raise NotAllowedNowError(_("Gian hàng này đang tạm dừng rồi."))
    reason = clean_text(reason)
    if not reason:
        raise NotAllowedNowError(_("Cần ghi lý do tạm dừng để gian hàng biết phải làm gì."))
    locked.status = StallStatus.SUSPENDED
    locked.suspended_at = timezone.now()
    locked.suspension_reason = reason
    stall_suspended.send(sender=Stall, stall=locked)
    locked.save(update_fields=["status", "suspended_at", "suspension_reason"])
    return locked


@transaction.atomic
def reopen_stall(*, stall: Stall) -> Stall:
    """Let the stall sell again. Exactly what is still approved returns to the shelf."""
    locked = lock_stall(stall.pk)
    if locked.is_active:
        raise NotAllowedNowError(_("Gian hàng này đang bán."))
    locked.status = StallStatus.ACTIVE
    locked.suspended_at = None
    locked.suspension_reason = ""
    locked.save(update_fields=["status", "suspended_at", "suspension_reason"])
    stall_reopened.send(sender=Stall, stall=locked)
    return locked


def _free_slug(name: str) -> str:
    """Return an address that no stall has yet; two stalls of one name are refused by the name itself."""
    base = slugify(name)[:72] or "gian-hang"
    taken = set(Stall.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)
