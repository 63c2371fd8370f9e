"""Who gets to the desk, and for which stall: the one place where it is decided (law 6).

A view of the desk is handed its :class:`Desk` and starts every query from ``desk.stall``, so the key
of another stall's row is a 404. What a role may not do is a 404 as well: an address tells nothing of
what lies behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.core.web.private import private_page
from marketplace.stalls.enums import Capability
from marketplace.stalls.members.chosen import memberships_in_order
from marketplace.stalls.models import Stall, StallMember

P = ParamSpec("P")
# What a form carries that begins something new, changes the stall itself or holds much that was typed; every other
# row is found at its stall alone.
FOR_STALL: Final = "gian-hang"
DeskView = Callable[Concatenate[HttpRequest, "Desk", P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Desk:
    """The membership that a request works under, and the person's other ones."""

    member: StallMember
    others: tuple[StallMember, ...] = ()

    @property
    def stall(self) -> Stall:
        """The stall from which every query starts."""
        return self.member.stall

    def may(self, capability: Capability) -> bool:
        """Whether the person's role at this stall allows it."""
        return self.member.may(capability)

    def may_now(self, capability: Capability) -> bool:
        """Whether it may be done now: goods of a stall that closed for good are there to be read."""
        return self.may(capability) and not self.stall.is_closed

    def is_meant_by(self, data: QueryDict) -> bool:
        """Whether a form that names no row was drawn for this stall: another tab may have chosen another."""
        return data.get(FOR_STALL, self.stall.slug) == self.stall.slug

    @property
    def other_stall_words(self) -> str:
        """Say at which stall the person stands, where a form was drawn for another one."""
        return _(
            "Trang này mở cho gian hàng khác. Giờ bạn đang làm việc cho «%s», chưa ghi gì. Xem lại rồi gửi."
        ) % (self.stall.name)


def desk_page(capability: Capability) -> Callable[[DeskView[P]], Callable[..., HttpResponseBase]]:
    """Let in a member of a stall whose role allows ``capability``, and hand over the desk.

    Stands outermost, so that a stranger does not even learn which methods a page takes.
    """

    def decorator(view: DeskView[P]) -> Callable[..., HttpResponseBase]:
        @private_page
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            desk = find_desk(request)
            if desk is None:
                return render(request, "desk/no_stall.html", status=404)
            if not desk.may(capability):
                raise Http404
            return view(request, desk, *args, **kwargs)

        guarded.desk_capability = capability  # type: ignore[attr-defined]  # the test of all addresses asks
        return guarded

    return decorator


def of_its_stall(view: DeskView[P]) -> Callable[..., HttpResponseBase]:
    """Do nothing with a form that was drawn for another stall than the one chosen now, in another tab.

    It answers 409 with a page from which the person goes to the stall that was meant; going back keeps what was
    typed. Stands below ``desk_page``, for what changes the stall itself and for the editor, whose row would else be
    a 404 with all that was typed. No row is looked for, so the answer tells a stranger of none.
    """

    @wraps(view)
    def checked(request: HttpRequest, desk: Desk, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not desk.is_meant_by(request.POST):
            slug = request.POST[FOR_STALL]
            context = {
                "desk": desk,
                "meant": next((one.stall for one in desk.others if one.stall.slug == slug), None),
            }
            return render(request, "desk/other_stall.html", context, status=409)
        return view(request, desk, *args, **kwargs)

    return checked


def find_desk(request: HttpRequest) -> Desk | None:
    """Return the desk of the stall that the person chose, or of the first one they joined."""
    members = memberships_in_order(request)
    return Desk(members[0], tuple(members[1:])) if members else None
