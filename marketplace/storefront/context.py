"""What every page says of the floor: its name, its aisles, who runs it. Nothing about who is looking (law 9)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from cms.selectors import PageLink, floor_facts, footer_pages
from marketplace.core.caching.keeping import Kept
from marketplace.core.caching.kept_pages import current_mark
from marketplace.core.files.pictures import Picture
from marketplace.core.web.middleware import ENGLISH_PATH
from marketplace.places.models import Province
from marketplace.shop.catalogue.models import build_aisle_picture
from marketplace.shop.catalogue.selectors import Aisle, menu_tree
from search.selectors import counts_by_category


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An aisle with how many goods stand in it."""

    slug: str
    name: str
    url: str
    count: int
    picture: Picture | None
    children: tuple["MenuItem", ...] = ()


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the floor, as the footer says it."""

    name: str
    address: str
    representative: str
    code: str
    code_issued: str
    phone: str
    hours: str
    email: str
    registration: str
    registration_url: str


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """One object serves every page of a language until it is read again; templates keep parts by it."""

    name: str
    tagline: str
    province: str
    department: str
    operator: Operator
    demo: bool
    categories: tuple[MenuItem, ...]
    footer_pages: tuple[PageLink, ...]


_kept: Kept[Floor] = Kept(2)


def floor(request: HttpRequest) -> dict[str, Any]:
    """Return the context that every template gets."""
    language = get_language() or "vi"
    return {
        "floor": current_floor(language),
        "language": language,
        "other_language_url": other_language(request.path),
    }


def current_floor(language: str) -> Floor:
    """Return the floor's facts, read again when pages are forgotten or after ``FLOOR_KEEP_SECONDS``."""
    return _kept.get(
        (language, current_mark()), lambda: _read_floor(language), seconds=settings.FLOOR_KEEP_SECONDS
    )


def other_language(path: str) -> str:
    """Return the same page in the other language: only the prefix differs."""
    if path.startswith(ENGLISH_PATH):
        return path[len(ENGLISH_PATH) - 1 :]
    return f"{ENGLISH_PATH}{path.removeprefix('/')}"


def _read_floor(language: str) -> Floor:
    facts = floor_facts()
    counts = counts_by_category()
    # "tỉnh Quảng Trị" in a Vietnamese sentence, "Quảng Trị" in an English one.
    spoken = "name" if language == "vi" else "short_name"
    province = Province.objects.filter(code=settings.PROVINCE_CODE).values_list(spoken, flat=True).first()
    return Floor(
        name=facts.name,
        tagline=_shipped(facts.tagline),
        province=province or "",
        department=_shipped(facts.department),
        operator=Operator(
            name=_shipped(facts.owner),
            address=facts.address,
            representative=facts.representative,
            code=facts.code,
            code_issued=facts.code_issued,
            phone=facts.phone,
            hours=facts.hours,
            email=facts.email,
            registration=facts.registration,
            registration_url=facts.registration_url,
        ),
        demo=settings.DEMO,
        categories=tuple(_item(aisle, counts) for aisle in menu_tree(language)),
        footer_pages=tuple(footer_pages()),
    )


def _shipped(words: str) -> str:
    """Return the words that the floor ships with in the reader's language, and an editor's own as written."""
    return gettext(words) if words else ""  # an empty text is a catalogue's own header


def _item(aisle: Aisle, counts: dict[str, int]) -> MenuItem:
    return MenuItem(
        slug=aisle.slug,
        name=aisle.name,
        url=aisle.url,
        count=counts.get(aisle.slug, 0),
        picture=build_aisle_picture(aisle.motif),
        children=tuple(_item(child, counts) for child in aisle.children),
    )
