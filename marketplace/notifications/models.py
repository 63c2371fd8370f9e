"""One table of messages to send. The row is written in the transaction that has something to say."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One message to one recipient. ``key`` makes a second request for the same message a no-op."""

    class State(models.TextChoices):
        """Where the message stands."""

        WAITING = "waiting", _("chờ gửi")
        SENT = "sent", _("đã gửi")
        FAILED = "failed", _("không gửi được")

    key = models.CharField(_("khóa"), max_length=160, unique=True)
    kind = models.SlugField(_("loại"), max_length=60)
    channel = models.CharField(_("kênh"), max_length=12, default="email")
    recipient = models.CharField(_("người nhận"), max_length=254)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    context = models.JSONField(_("dữ kiện"), default=dict)
    is_secret = models.BooleanField(
        _("mang khóa"), default=False, help_text=_("Nội dung không giữ lại sau khi gửi.")
    )
    subject = models.CharField(_("tiêu đề"), max_length=200, blank=True)
    body_text = models.TextField(_("nội dung"), blank=True)
    body_html = models.TextField(_("nội dung HTML"), blank=True)
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    next_try_at = models.DateTimeField(_("thử lại lúc"), default=timezone.now)
    error = models.CharField(_("lỗi"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("tin nhắn")
        verbose_name_plural = _("tin nhắn")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("state", "next_try_at"), name="messages_due"),)

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"
