"""Looks at one revision and says what an officer should see, each with its place. Reads, and decides nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Q, When
from django.utils import timezone

from marketplace.core.money import format_vnd
from marketplace.core.phrases import Hit, find_phrases, title_key
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, ListingPaper, Offer
from marketplace.listings.review.texts import Typed, typed_texts
from marketplace.listings.screening.contacts import find_contacts
from marketplace.listings.screening.enums import Act, FindingKind, Paper, RuleKind, Saying, Severity
from marketplace.listings.screening.likeness import distance
from marketplace.listings.screening.models import PictureMark, ScreeningLimits, ScreeningRule, TitleMark
from marketplace.shop.catalogue.restrictions import restriction_named
from marketplace.shop.catalogue.selectors import family_of
from marketplace.shop.partner.models import StockRecord

# Names and addresses on a label are facts of the maker, not claims; "Thống Nhất" is a village.
_FACTS: Final = frozenset({"responsible_name", "responsible_address", "origin", "phrase", "sentence"})
_STARS: Final = re.compile(r"ocop\s+(\d)\s*sao", re.IGNORECASE)
_KINDS: Final = {
    RuleKind.GOODS: FindingKind.GOODS,
    RuleKind.CLAIM: FindingKind.CLAIM,
    RuleKind.PAPER: FindingKind.PAPER,
    RuleKind.CONTACT: FindingKind.CONTACT,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One thing to look at. Of pictures ``start`` counts pictures, of texts characters of the row (``listings.review.texts``)."""

    kind: FindingKind
    severity: Severity
    field: str
    # A sentence of the check with its facts, or what a rule says of its words, or both.
    saying: str = ""
    facts: Mapping[str, Any] | None = None
    message: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    rule: ScreeningRule | None = None
    citation: str = ""
    other_listing_id: int | None = None


def screen(
    listing: Listing, *, rules: Iterable[ScreeningRule], limits: ScreeningLimits, marks: list[PictureMark]
) -> list[Found]:
    """Return everything to look at in ``listing`` (a revision's content), in the order of the page."""
    texts = typed_texts(listing)
    claims = [text for text in texts if text.field not in _FACTS]
    found = [
        *_words(listing, claims, list(rules)),
        *_restricted(listing),
        *_contacts(texts),
        *_papers(listing, claims, limits),
    ]
    found += [*_titles(listing), *_small_pictures(listing, limits), *_like_pictures(listing, limits, marks)]
    found += _prices(listing, limits)
    return sorted(found, key=lambda one: one.severity != Severity.MUST)


def _words(listing: Listing, texts: Iterable[Typed], rules: list[ScreeningRule]) -> Iterator[Found]:
    asked = [
        (rule, rule.words.splitlines(), rule.masks.splitlines()) for rule in rules if _concerns(rule, listing)
    ]
    for text in texts:
        found = [
            _of_rule(rule, text, hit)
            for rule, words, masks in asked
            for hit in find_phrases(text.text, words, masks=masks, is_accented_only=rule.is_accented_only)
        ]
        yield from sorted(found, key=lambda one: one.start or 0)


def _concerns(rule: ScreeningRule, listing: Listing) -> bool:
    groups = {code.strip() for code in rule.label_groups.split(",") if code.strip()}
    if groups and listing.label_group not in groups:
        return False
    if rule.paper == Paper.CERTIFICATE:
        papers = listing.papers.all()
        return not any(paper.kind == PaperKind.STANDARD and not paper.has_expired for paper in papers)
    return rule.paper != Paper.OCOP or not listing.ocop_stars


def _of_rule(rule: ScreeningRule, text: Typed, hit: Hit) -> Found:
    is_sure = hit.is_exact and rule.act != Act.WARN
    return Found(
        kind=_KINDS[RuleKind(rule.kind)],
        severity=Severity.MUST if is_sure else Severity.SHOULD,
        field=text.field,
        saying="" if hit.is_exact else Saying.UNMARKED,
        facts=None if hit.is_exact else {"phrase": hit.phrase},
        message=f"{rule.name}. {rule.advice}".strip(),
        start=text.at + hit.start,
        end=text.at + hit.end,
        quote=text.text[hit.start : hit.end],
        rule=rule,
        citation=rule.citation,
    )


def _restricted(listing: Listing) -> Iterator[Found]:
    """Tell where the name speaks of restricted goods and the label group does not: no condition would hold."""
    restriction = restriction_named(listing.title, listing.label_group)
    if restriction:
        yield Found(
            kind=FindingKind.GOODS,
            severity=Severity.MUST,
            field="label_group",
            saying=Saying.OTHER_GROUP,
            facts={"goods": restriction.names[0]},
            citation=restriction.citations[0],
        )


def _contacts(texts: Iterable[Typed]) -> Iterator[Found]:
    for text in texts:
        for start, end in find_contacts(text.text):
            yield Found(
                kind=FindingKind.CONTACT,
                # A maker's number is often part of a label's address; a number in the text is an invitation.
                severity=Severity.SHOULD if text.field in _FACTS else Severity.MUST,
                field=text.field,
                saying=Saying.CONTACT,
                start=text.at + start,
                end=text.at + end,
                quote=text.text[start:end][:200],
            )


def _papers(listing: Listing, texts: Iterable[Typed], limits: ScreeningLimits) -> Iterator[Found]:
    place: dict[str, Any] = {"kind": FindingKind.PAPER, "field": "ocop_stars"}
    if listing.ocop_stars and listing.ocop_expires_on:
        left = (listing.ocop_expires_on - timezone.localdate()).days
        facts = {"day": f"{listing.ocop_expires_on:%d/%m/%Y}", "left": left}
        if left < 0:
            yield Found(severity=Severity.MUST, saying=Saying.OCOP_ENDED, facts=facts, **place)
        elif left <= limits.paper_warn_days:
            yield Found(severity=Severity.SHOULD, saying=Saying.OCOP_ENDS, facts=facts, **place)
    for paper in listing.papers.all():
        yield from _lapses(paper, limits)
    for text in texts:
        for match in _STARS.finditer(text.text):
            if listing.ocop_stars and int(match.group(1)) != listing.ocop_stars:
                yield Found(
                    kind=FindingKind.PAPER,
                    severity=Severity.MUST,
                    field=text.field,
                    saying=Saying.OTHER_STARS,
                    facts={"stars": listing.ocop_stars},
                    start=text.at + match.start(),
                    end=text.at + match.end(),
                    quote=match.group(),
                )


def _lapses(paper: ListingPaper, limits: ScreeningLimits) -> Iterator[Found]:
    if paper.expires_on is None:
        return
    left = (paper.expires_on - timezone.localdate()).days
    facts = {
        "paper_kind": paper.kind,
        "number": paper.number,
        "day": f"{paper.expires_on:%d/%m/%Y}",
        "left": left,
    }
    place: dict[str, Any] = {"kind": FindingKind.PAPER, "field": "papers", "facts": facts}
    if left < 0:
        yield Found(severity=Severity.MUST, saying=Saying.PAPER_ENDED, **place)
    elif left <= limits.paper_warn_days:
        yield Found(severity=Severity.SHOULD, saying=Saying.PAPER_ENDS, **place)


def _titles(listing: Listing) -> Iterator[Found]:
    key = title_key(listing.title)
    if not key:
        return
    others = TitleMark.objects.filter(key=key, listing__archived_at=None).exclude(listing=listing.pk)
    own_first = Case(When(listing__stall=listing.stall_id, then=0), default=1)
    other = others.select_related("listing").order_by(own_first, "pk").first()
    if other is not None:
        is_own = other.listing.stall_id == listing.stall_id
        yield Found(
            kind=FindingKind.TITLE,
            severity=Severity.SHOULD,
            field="title",
            saying=Saying.OWN_TITLE if is_own else Saying.FOREIGN_TITLE,
            start=0,
            end=len(listing.title),
            quote=listing.title,
            other_listing_id=other.listing_id,
        )


def _small_pictures(listing: Listing, limits: ScreeningLimits) -> Iterator[Found]:
    for number, picture in enumerate(listing.pictures.all()):
        if min(picture.width, picture.height) < limits.picture_side:
            size = {"width": picture.width, "height": picture.height, "side": limits.picture_side}
            yield Found(
                kind=FindingKind.SMALL_PICTURE,
                severity=Severity.SHOULD,
                saying=Saying.SMALL_PICTURE,
                facts=size,
                **_picture_place(number),
            )


def _like_pictures(listing: Listing, limits: ScreeningLimits, marks: list[PictureMark]) -> Iterator[Found]:
    for number, mark in enumerate(marks):
        other = _twin(listing, mark, limits.picture_distance)
        if other is not None:
            is_own = other.listing.stall_id == listing.stall_id
            yield Found(
                kind=FindingKind.PICTURE,
                severity=Severity.SHOULD if is_own else Severity.MUST,
                saying=Saying.OWN_PICTURE if is_own else Saying.FOREIGN_PICTURE,
                other_listing_id=other.listing_id,
                **_picture_place(number),
            )


def _twin(listing: Listing, mark: PictureMark, most: int) -> PictureMark | None:
    """Return the mark of another listing's picture that is the same or looks it."""
    others = PictureMark.objects.filter(listing__archived_at=None).exclude(listing=listing.pk)
    others = others.select_related("listing")
    same = others.filter(digest=mark.digest).first() if mark.dhash else None
    if same is not None or not mark.dhash:
        return same
    near = Q(band_0=mark.band_0) | Q(band_1=mark.band_1) | Q(band_2=mark.band_2) | Q(band_3=mark.band_3)
    for other in others.filter(near).exclude(dhash="").order_by("pk").iterator(chunk_size=500):
        if distance(other.dhash, mark.dhash) <= most:
            return other
    return None


def _prices(listing: Listing, limits: ScreeningLimits) -> list[Found]:
    shelf = StockRecord.objects.filter(product__is_public=True, price__isnull=False).filter(
        Q(product__categories=listing.category_id) | Q(product__parent__categories=listing.category_id)
    )
    own = Q(pk__isnull=True)
    if listing.product_id:
        own = Q(product__in=family_of([listing.product_id]))
    others = shelf.exclude(own).order_by("price", "pk").values_list("price", flat=True)
    count = others.count()
    if count < limits.price_min_goods:
        return []
    middle = int(others[count // 2])
    asked = [int(price) for price in StockRecord.objects.filter(own).values_list("price", flat=True)]
    asked += Offer.objects.filter(listing=listing.pk).values_list("price", flat=True) if not asked else []
    low, high = middle * limits.price_low_percent // 100, middle * limits.price_high_percent // 100
    place: dict[str, Any] = {"kind": FindingKind.PRICE, "severity": Severity.SHOULD, "field": "variants"}
    if asked and min(asked) < low:
        facts = {"price": format_vnd(min(asked)), "middle": format_vnd(middle)}
        return [Found(saying=Saying.LOW_PRICE, facts=facts, **place)]
    if asked and max(asked) > high:
        facts = {"price": format_vnd(max(asked)), "middle": format_vnd(middle)}
        return [Found(saying=Saying.HIGH_PRICE, facts=facts, **place)]
    return []


def _picture_place(number: int) -> dict[str, Any]:
    return {
        "field": "pictures",
        "start": number,
        "end": number + 1,
    }
