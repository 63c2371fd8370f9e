"""The words of the department's desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReasonScope(models.TextChoices):
    """When a reason may be chosen."""

    CHANGES = "changes", _("yêu cầu sửa")
    REJECT = "reject", _("từ chối")
    REPORT = "report", _("người dân phản ánh")


class TakeDownState(models.TextChoices):
    """Where a request to take something down stands."""

    WAITING = "waiting", _("chờ quyết định")
    DOWN = "down", _("đã gỡ")
    KEPT = "kept", _("không gỡ")
    BACK = "back", _("đã đưa trở lại")


class TakeDownSource(models.TextChoices):
    """Who asked."""

    AUTHORITY = "authority", _("cơ quan có thẩm quyền yêu cầu")
    REPORT = "report", _("người dân phản ánh")
    OWN = "own", _("Sở tự phát hiện")


class ReportState(models.TextChoices):
    """Where a report of the public stands."""

    WAITING = "waiting", _("đã nhận, chờ xem")
    ACTED = "acted", _("đã xử lý")
    NO_FAULT = "no_fault", _("đã xem, không thấy sai")


class Urgency(models.TextChoices):
    """How a clock stands."""

    CALM = "calm", _("còn thời gian")
    WARNED = "warned", _("đã đến mốc nhắc")
    URGENT = "urgent", _("sắp hết giờ")
    OVERDUE = "overdue", _("quá hạn")
