"""``{% load floor %}``: money, icons, stars and addresses as the pages write them.

A list draws some sixty icons, so the markup of each is built once per process and language; header and
footer say the same on every page, so ``{% remembered %}`` keeps them as long as the ``floor`` they tell of;
a card says what its data says and no more, so ``{% pure %}`` keeps it for as long as it is asked for.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.caching.keeping import Kept
from marketplace.core.money import format_vnd
from marketplace.core.phone import format_phone

register = template.Library()

SPRITE = "icons.svg"
MOST_STARS = 5
MOST_PURE = 4000
# What is long is kept of fewer: some twenty kilobytes each.
MOST_LONG = {"product": 400, "product-head": 400}
PURE_SECONDS = 3600
_FITS_A_LINE = 18
_EMAIL_JOINT = re.compile(r"(?=@)|(?<=\.)")
# What must not stand inside a script element, even in a data block.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def vnd(amount: int | Decimal | None) -> str:
    """Return ``1.234.567 ₫``, or nothing for nothing."""
    return "" if amount is None else format_vnd(amount)


@register.filter
def grouped(number: int) -> str:
    """Return a whole number with the marks of its language: ``1.846``, in English ``1,846``."""
    text = f"{number:,}"
    return text if get_language() == "en" else text.replace(",", ".")


@register.filter
def phone(number: str) -> str:
    """Return ``0912 345 678``; what is no mobile number stays as it is."""
    return format_phone(number)


@register.filter
def email_parts(address: str) -> SafeString:
    """Return an address that breaks, where a line is too narrow, before ``@`` and after dots, not within words.

    What fits any line stays as it is.
    """
    if len(address) <= _FITS_A_LINE:
        return escape(address)
    return mark_safe(_EMAIL_JOINT.sub("<wbr>", escape(address)))  # noqa: S308 - escaped, and a tag put between


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw one icon of the sprite. It is always hidden from readers: words stand beside it."""
    return _icon(name, classes)


@register.simple_tag
def ocop_stars(count: int) -> SafeString:
    """Draw the three to five stars of an OCOP certificate as one shape."""
    return _ocop_stars(count, get_language())


@register.simple_tag
def rating_stars(score: float) -> SafeString:
    """Draw a score out of five, to the nearest half star, with the exact number for readers."""
    return _rating_stars(round(float(score), 1), get_language())


@register.simple_tag
def absolute_url(path: str) -> str:
    """Return ``path`` on the public origin, whichever host the request named."""
    return path if "://" in path else f"{settings.SITE_URL}{path}"


@register.simple_tag
def ld_json(data: Mapping[str, Any]) -> SafeString:
    """Write a JSON-LD data block; it is no script, so the content policy lets it be."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


class RememberedNode(template.Node):
    """Renders its content once for each ``floor`` object, language and list of keys.

    What stands inside may depend on nothing else. A new ``floor`` (the context processor makes one
    when the data may have changed) forgets everything that was said of the old one.
    """

    _kept: dict[str | None, tuple[object, dict[tuple[object, ...], str]]] = {}

    def __init__(self, name: str, keys: list[FilterExpression], nodelist: NodeList) -> None:
        self.name = name
        self.keys = keys
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        floor = context.get("floor")
        if floor is None:
            return self.nodelist.render(context)
        key = (self.name, *(expression.resolve(context) for expression in self.keys))
        kept = self._kept_for(floor)
        if key not in kept:
            kept[key] = self.nodelist.render(context)
        return kept[key]

    @classmethod
    def _kept_for(cls, floor: object) -> dict[tuple[object, ...], str]:
        language = get_language()
        told_of, kept = cls._kept.get(language, (None, {}))
        if told_of is not floor:
            kept = {}
            cls._kept[language] = (floor, kept)
        return kept


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    """``{% remembered "menu" key key %}…{% endremembered %}``, see :class:`RememberedNode`."""
    _tag, name, *keys = token.split_contents()
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(name.strip("\"'"), [parser.compile_filter(key) for key in keys], nodelist)


class PureNode(template.Node):
    """Renders its content once for each language and list of values, and keeps the latest in the process.

    What stands inside may depend on nothing else, so it can never be out of date. ``None`` among the values,
    or one that cannot be a key, is no error: the content is rendered then.
    """

    kept: dict[str, Kept[str]] = {}

    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.name = name
        self.values = values
        self.nodelist = nodelist
        self.kept.setdefault(name, Kept(MOST_LONG.get(name, MOST_PURE)))

    def render(self, context: template.Context) -> str:
        values = [value.resolve(context) for value in self.values]
        if None in values:
            return self.nodelist.render(context)
        key = (get_language(), *values)
        try:
            hash(key)
        except TypeError:
            return self.nodelist.render(context)
        return self.kept[self.name].get(key, lambda: self.nodelist.render(context), seconds=PURE_SECONDS)


@register.tag
def pure(parser: Parser, token: Token) -> PureNode:
    """``{% pure "card" card eager %}…{% endpure %}``, see :class:`PureNode`."""
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(("endpure",))
    parser.delete_first_token()
    return PureNode(name.strip("\"'"), [parser.compile_filter(value) for value in values], nodelist)


@lru_cache(maxsize=256)
def _icon(name: str, classes: str) -> SafeString:
    classes = f"icon {classes}".rstrip()
    return format_html(
        '<svg class="{}" width="24" height="24" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        classes,
        static(SPRITE),
        name,
    )


@lru_cache(maxsize=16)
def _ocop_stars(count: int, language: str | None) -> SafeString:  # noqa: ARG001 - part of the key
    return format_html(
        '<svg class="stars stars-{0}" width="{1}" height="14" role="img" aria-label="{2}">'
        '<use href="{3}#stars-{0}"/></svg>',
        count,
        14 * count,
        _("%(count)d sao") % {"count": count},
        static(SPRITE),
    )


@lru_cache(maxsize=128)
def _rating_stars(score: float, language: str | None) -> SafeString:  # noqa: ARG001 - part of the key
    halves = min(2 * MOST_STARS, max(0, round(score * 2)))
    shown = number_format(score, 0 if score == int(score) else 1)
    return format_html(
        '<svg class="stars stars-5" width="70" height="14" role="img" aria-label="{}">'
        '<use href="{}#rating-{}"/></svg>',
        _("%(score)s trên 5 sao") % {"score": shown},
        static(SPRITE),
        halves,
    )


@receiver(setting_changed, dispatch_uid="core.floor_tags_forget")
def _forget_markup(*, setting: str, **_kwargs: object) -> None:
    if setting in {"STORAGES", "STATIC_URL", "LANGUAGE_CODE"}:
        for remembered in (_icon, _ocop_stars, _rating_stars):
            remembered.cache_clear()
        for kept in PureNode.kept.values():
            kept.clear()
