"""Reads of stalls: who sells, and what the law wants shown of them."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.core.phone import format_phone
from marketplace.stalls.enums import StallKind, StallStatus
from marketplace.stalls.models import Stall, StallMember


def public_stalls() -> QuerySet[Stall]:
    """Return every stall that has a page, with its commune and province."""
    return Stall.objects.select_related("ward__province")


def active_stalls() -> QuerySet[Stall]:
    """Return the stalls that sell."""
    return public_stalls().filter(status=StallStatus.ACTIVE)


def memberships_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[StallMember]:
    """Return what a person is at which stall, with stall and commune; nothing for a stranger."""
    if user.pk is None:
        return StallMember.objects.none()
    return (
        StallMember.objects.filter(user_id=user.pk, user__is_active=True)
        .select_related("stall__ward__province", "user")
        .order_by("pk")
    )


def members_of(*, stall: Stall) -> QuerySet[StallMember]:
    """Return who works for a stall, the owner first by the order of joining."""
    return StallMember.objects.filter(stall=stall).select_related("user").order_by("pk")


def public_facts(stall: Stall) -> list[tuple[str, str]]:
    """Return (label, value) of what a buyer is told about the seller (L19 Art 37(1), D248 Art 18(1)).

    A person shows the tax code, an organisation its registration; the words are as registered.
    """
    is_person = stall.kind == StallKind.INDIVIDUAL
    registered = stall.registration_no
    if registered and stall.registration_date:
        day = date_format(stall.registration_date, "d/m/Y")
        registered = _("%(number)s, cấp ngày %(day)s") % {"number": registered, "day": day}
        if stall.registration_authority:
            registered = f"{registered}, {stall.registration_authority}"
    rows = [
        (_("Người bán"), stall.legal_name or stall.name),
        (_("Loại"), str(stall.get_kind_display())),
        (_("Chủ gian hàng") if is_person else _("Người đại diện"), stall.representative),
        (_("Nơi cư trú") if is_person else _("Địa chỉ"), stall.address),
        (_("Mã số thuế"), stall.tax_code),
        (_("Số đăng ký"), registered),
        (_("Điện thoại"), format_phone(stall.phone)),
        (_("Thư điện tử"), stall.email),
    ]
    return [(label, value) for label, value in rows if value]
