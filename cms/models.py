"""Pages that editors write. They are shared pages: no user, no session, no userbar (law 9)."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock
from cms.news import newest_first, news_teasers
from cms.pictures import build_news_picture
from marketplace.core.web.paging import page_links

PER_PAGE = 12
RELATED = 3


class SharedPageMixin:
    """Marks the page's answers as the same for everyone, so that the page cache may keep them.

    What everyone sees cannot ask for a password, so the back office offers none; a page that lies below
    one that does is not marked. A preview is an editor's own and is never marked either.
    """

    private_page_options: ClassVar[list[str]] = []

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, and mark the answer."""
        response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]  # Wagtail's Page is next
        is_for_everyone = not getattr(request, "is_preview", False) and not self._is_restricted()
        if is_for_everyone:
            response.is_shared_page = True  # type: ignore[attr-defined]  # the page cache asks
        return response

    def _is_restricted(self) -> bool:
        restricted: bool = self.get_view_restrictions().exists()  # type: ignore[attr-defined]  # of Wagtail's Page
        return restricted


class NewsIndexPage(SharedPageMixin, Page):
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
        shown = Paginator(newest_first(NewsPage.objects.all()), PER_PAGE).get_page(request.GET.get("trang"))
        base = self.get_url(request)
        context["teasers"] = news_teasers(shown.object_list)
        context["paging"] = page_links(
            shown.number,
            shown.paginator.num_pages,
            lambda number: base if number == 1 else f"{base}?trang={number}",
        )
        return context


class NewsPage(SharedPageMixin, Page):
    """An article."""

    date = models.DateField(_("ngày"), default=timezone.localdate, db_index=True)
    topic = models.CharField(_("chuyên mục"), max_length=60, blank=True)
    summary = models.CharField(_("tóm tắt"), max_length=300, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ảnh"),
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
        others = newest_first(NewsPage.objects.exclude(pk=self.pk))
        context["related_news"] = news_teasers(others[:RELATED])
        return context


class PlainPage(SharedPageMixin, Page):
    """Rules, privacy, returns and the like. ``version`` is what a person agrees to."""

    version = models.CharField(
        _("bản"), max_length=20, blank=True, help_text=_("Ví dụ: 2026-11. Đổi khi sửa nội dung.")
    )
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


@register_setting(icon="home")
class FloorFacts(BaseSiteSetting):
    """Who runs the floor, as every footer says it (D248 Art 4); edited by the department."""

    name = models.CharField(_("tên sàn"), max_length=80, default="Sàn Quảng Trị")
    tagline = models.CharField(
        _("câu đi kèm"), max_length=120, default=gettext_noop("Chợ trực tuyến của tỉnh")
    )
    department = models.CharField(
        _("cơ quan vận hành"), max_length=160, default=gettext_noop("Sở Công Thương tỉnh Quảng Trị")
    )
    owner = models.CharField(
        _("chủ sở hữu"), max_length=160, default=gettext_noop("Sở Công Thương tỉnh Quảng Trị")
    )
    address = models.CharField(_("trụ sở"), max_length=200, blank=True)
    representative = models.CharField(_("người đại diện"), max_length=120, blank=True)
    code = models.CharField(_("mã số"), max_length=40, blank=True)
    code_issued = models.CharField(_("ngày và nơi cấp"), max_length=160, blank=True)
    phone = models.CharField(_("đường dây hỗ trợ"), max_length=20, blank=True)
    hours = models.CharField(_("giờ trực"), max_length=80, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    registration = models.CharField(_("số đăng ký với Bộ"), max_length=80, blank=True)
    registration_url = models.URLField(_("trang đăng ký của Bộ"), blank=True)

    class Meta:
        verbose_name = _("thông tin sàn")
        verbose_name_plural = _("thông tin sàn")


class Region(models.Model):
    """A part of the province with its taste, for the home page."""

    title = models.CharField(_("tên vùng"), max_length=80, unique=True)
    text = models.CharField(_("lời kể"), max_length=200)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ảnh"),
    )
    ward_codes = models.CharField(
        _("mã các xã, phường"), max_length=300, help_text=_("Cách nhau bằng dấu phẩy.")
    )
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("picture"),
        FieldPanel("ward_codes"),
        FieldPanel("position"),
    ]

    class Meta:
        verbose_name = _("vùng")
        verbose_name_plural = _("các vùng")
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title

    @property
    def wards(self) -> tuple[str, ...]:
        """Return the official codes of the region's communes."""
        return tuple(code.strip() for code in self.ward_codes.split(",") if code.strip())
