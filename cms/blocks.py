"""The few blocks that an article or a plain page is made of. Their HTML lives in the theme."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose they are."""

    text = blocks.TextBlock(label=_("Lời"))
    attribution = blocks.CharBlock(label=_("Của ai"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Trích lời")
        template = "cms/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows in words."""

    image = ImageChooserBlock(label=_("Ảnh"))
    alt = blocks.CharBlock(label=_("Lời tả cho người không nhìn thấy"), max_length=160)
    caption = blocks.CharBlock(label=_("Chú thích"), required=False, max_length=160)

    class Meta:
        icon = "image"
        label = _("Ảnh")
        template = "cms/blocks/picture.html"


class BodyBlock(blocks.StreamBlock):
    """Paragraphs, headings, lists, quotes and pictures, in any order."""

    heading = blocks.CharBlock(
        label=_("Đề mục"), icon="title", max_length=120, template="cms/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(
        label=_("Đoạn văn"),
        icon="pilcrow",
        features=["bold", "italic", "link", "ol", "ul"],
        template="cms/blocks/paragraph.html",
    )
    list = blocks.ListBlock(
        blocks.CharBlock(label=_("Ý")), label=_("Danh sách"), icon="list-ul", template="cms/blocks/list.html"
    )
    quote = QuoteBlock()
    picture = PictureBlock()
