"""Pages that editors write. They are shared pages: no user, no session, no userbar (law 9)."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock
from cms.pictures import build_news_picture
from cms.selectors import live_news, news_teasers
from marketplace.core.paging import page_links

PER_PAGE = 12
RELATED = 3


class NewsIndexPage(Page):  # type: ignore[misc]  # Wagtail is untyped
    """The list of articles, newest first."""

    intro = models.CharField(_("lời dẫn"), max_length=200, blank=True)

    template = "cms/news_index.html"
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro")]
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("trang mục tin tức")
        verbose_name_plural = _("trang mục tin tức")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the teasers of the page of the list that was asked for; a wrong number is the nearest."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        shown = Paginator(live_news(), PER_PAGE).get_page(request.GET.get("trang"))
        base = self.get_url(request)
        context["teasers"] = news_teasers(shown.object_list)
        context["paging"] = page_links(
            shown.number,
            shown.paginator.num_pages,
            lambda number: base if number == 1 else f"{base}?trang={number}",
        )
        return context


class NewsPage(Page):  # type: ignore[misc]  # Wagtail is untyped
    """An article."""

    date = models.DateField(_("ngày"), default=timezone.localdate, db_index=True)
    topic = models.CharField(_("chuyên mục"), max_length=60, blank=True)
    summary = models.CharField(_("tóm tắt"), max_length=300, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("ảnh")
    )
    picture_alt = models.CharField(_("lời tả ảnh"), max_length=160, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("nội dung"), blank=True)

    template = "cms/news_page.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("topic"),
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("bài viết")
        verbose_name_plural = _("bài viết")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the picture and the newest other articles."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["picture"] = build_news_picture(self.picture, self.picture_alt) if self.picture else None
        context["related_news"] = news_teasers(live_news().exclude(pk=self.pk)[:RELATED])
        return context


class PlainPage(Page):  # type: ignore[misc]  # Wagtail is untyped
    """Rules, privacy, returns and the like. ``version`` is what a person agrees to."""

    version = models.CharField(_("bản"), max_length=20, blank=True, help_text=_("Ví dụ: 2026-11. Đổi khi sửa nội dung."))
    summary = models.CharField(_("tóm tắt"), max_length=300, blank=True)
    in_footer = models.BooleanField(_("hiện ở chân trang"), default=True)
    body = StreamField(BodyBlock(), verbose_name=_("nội dung"), blank=True)

    template = "cms/plain_page.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("version"),
        FieldPanel("summary"),
        FieldPanel("in_footer"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("trang quy định")
        verbose_name_plural = _("trang quy định")
