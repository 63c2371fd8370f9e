"""What the door to the shelf refuses, in sentences for the person at it."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.core.errors import FloorError, NotAllowedNowError
from marketplace.listings.labels.rules import LabelProblem


class ListingProblemError(FloorError):
    """The listing itself is not ready. ``problems`` names each field and what is wrong with it."""

    def __init__(self, message: str, problems: Sequence[LabelProblem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class EditedMeanwhileError(FloorError):
    """Somebody saved a newer draft than the one a form was filled in from."""

    def __init__(self, revision: Any) -> None:
        who = revision.user.get_short_name() if revision.user is not None else _("người khác")
        at = date_format(timezone.localtime(revision.created_at), "H:i d/m/Y")
        super().__init__(
            _("%(who)s vừa lưu mặt hàng này lúc %(at)s. Nội dung bạn gõ vẫn còn ở dưới.")
            % {"who": who, "at": at}
        )
        self.revision_id: int = revision.pk


class StallInactiveError(NotAllowedNowError):
    """The stall is suspended or closed, so nothing of it goes on the shelf."""


class StallClosedError(StallInactiveError):
    """The stall closed for good: nobody writes anything about its goods any more."""

    def __init__(self) -> None:
        super().__init__(_("Gian hàng đã đóng hẳn. Mặt hàng chỉ còn để xem, không thêm hay sửa được nữa."))


class ListingLockedError(NotAllowedNowError):
    """Somebody of the department holds Wagtail's lock on the listing; price and stock are no part of it."""

    def __init__(self) -> None:
        super().__init__(
            _("Sở đang khóa mặt hàng này để xem. Chờ Sở mở khóa rồi hãy sửa, hoặc chỉ đổi giá và số còn.")
        )
