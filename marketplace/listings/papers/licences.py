"""Licences of restricted goods that ran out, or that a new rule asks for: the goods leave the shelf, and come back.

Nothing is decided about the goods themselves: the stall is told, the log says so, a revision that waits goes on
waiting, and once the licence is approved that approval puts the goods back. A licence that ended is looked for every
few minutes. One that was never there is looked for at night alone, so that a slip of the pen in a rule can be mended
before it empties shelves (docs/decisions).
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, ListingPaper
from marketplace.listings.papers.answers import papers_for, rules_asked, unanswered
from marketplace.listings.papers.expiry import WARNING_DAYS, ending_papers
from marketplace.shop.catalogue.restrictions import RuleFacts, coming_licences, licence_rules
from marketplace.stalls.messages import paper_facts, path_for_stalls, tell_stall
from marketplace.stalls.models import Stall
from marketplace.stalls.selectors import active_stalls
from marketplace.stalls.services import lock_stall

_AT_ONCE = 2000


def end_licences() -> int:
    """Take off the shelf what is sold by a licence that ran out, and return how many goods left."""
    today = timezone.localdate()
    old = Listing.objects.filter(live=True, papers__kind=PaperKind.LICENCE, papers__expires_on__lt=today)
    keys = list(old.distinct().order_by("pk").values_list("pk", flat=True))
    return sum(_take_off(key, also_missing=False) for key in keys)


def end_missing_licences() -> int:
    """Take off the shelf what a rule asks a licence for and that has none, and return how many goods left."""
    held = _licences_held()
    rows = Listing.objects.filter(live=True).order_by("pk")
    keys = [
        key
        for key, title, group, data in rows.values_list("pk", "title", "label_group", "label_data").iterator(
            chunk_size=_AT_ONCE
        )
        if unanswered(licence_rules(title, group, data), held.get(key, ()), on_shelf=True)
    ]
    return sum(_take_off(key, also_missing=True) for key in keys)


def warn_of_goods_papers() -> int:
    """Write the warnings about papers of goods that are due, and return for how many papers there is one now."""
    warned = 0
    for stall in active_stalls().order_by("pk"):
        warned += _warn(stall)
    return warned


def warn_of_coming_rules() -> int:
    """Tell the stalls whose goods a rule will ask a licence for; return of how many goods there is a warning now."""
    coming = coming_licences(within=WARNING_DAYS[0])
    if not coming:
        return 0
    held = _licences_held()
    goods = (
        Listing.objects.filter(live=True, stall__in=active_stalls()).select_related("stall").order_by("pk")
    )
    warned = 0
    for listing in goods.iterator(_AT_ONCE):
        for begins, rule in coming:
            holds = rule.holds_for(listing.title, listing.label_group, listing.label_data)
            if not holds or not unanswered([rule], held.get(listing.pk, ()), on_shelf=True):
                continue
            left = (begins - timezone.localdate()).days
            mark = min(days for days in WARNING_DAYS if left <= days)
            facts = {
                "title": listing.title,
                "goods": rule.name,
                "paper": rule.licence,
                "day": f"{begins:%d/%m/%Y}",
                "citation": rule.citation,
                "path": _edit_path(listing.pk),
            }
            occasion = f"{listing.pk}:{rule.code}:{begins}:{mark}"
            tell_stall(listing.stall, "listing_licence_coming", occasion, facts)
            warned += 1
    return warned


def _licences_held() -> dict[int, list[ListingPaper]]:
    """Return the whole licences of goods on sale that are still good, by listing; most goods have none."""
    good = ListingPaper.objects.filter(
        kind=PaperKind.LICENCE, listing__live=True, expires_on__gte=timezone.localdate()
    )
    held: dict[int, list[ListingPaper]] = {}
    for paper in good.exclude(number="").exclude(file=""):
        held.setdefault(paper.listing_id, []).append(paper)
    return held


@transaction.atomic
def _take_off(listing_pk: int, *, also_missing: bool) -> bool:
    lock_stall(Listing.objects.values_list("stall_id", flat=True).get(pk=listing_pk))
    current = Listing.objects.select_related("stall").get(pk=listing_pk)
    papers = list(current.papers.all())
    lacking = unanswered(rules_asked(current), papers, on_shelf=True)
    if not current.live or not lacking:
        return False
    ended = dict[int, tuple[ListingPaper, list[RuleFacts]]]()
    missing = []
    for rule in lacking:
        old = [paper for paper in papers_for(rule, papers, takes_unnamed=True) if paper.has_expired]
        if old:
            last = max(old, key=lambda paper: paper.expires_on or timezone.localdate())
            ended.setdefault(last.pk, (last, []))[1].append(rule)
        else:
            missing.append(rule)
    if ended:
        _end(current, list(ended.values()), missing)
    elif also_missing:
        _miss(current, lacking)
    return bool(ended) or also_missing


def _end(
    listing: Listing, ended: list[tuple[ListingPaper, list[RuleFacts]]], missing: list[RuleFacts]
) -> None:
    """Take goods off the shelf whose licences ended, each with the rules that it answered.

    A new paper for these alone would not bring them back where other rules have none: that is told with it.
    """
    words = _("Giấy phép %(number)s hết hạn ngày %(day)s. Gửi giấy mới để Sở duyệt, hàng sẽ lên kệ lại.")
    said = [words % {"number": last.number, "day": f"{last.expires_on:%d/%m/%Y}"} for last, _rules in ended]
    rules = [rule for _last, answered in ended for rule in answered] + missing
    if missing:
        said.append(_missing_words(missing))
    listing.unpublish(log_action=False)
    data = {
        "comment": " ".join(said),
        "citation": _joined(rule.citation for rule in rules),
        "before": {"on_display": True},
        "after": {"on_display": False},
    }
    log(instance=listing, action="listings.licence_ended", data=data)
    for last, answered in ended:
        facts = _facts(listing, answered) | {"day": f"{last.expires_on:%d/%m/%Y}"}
        tell_stall(listing.stall, "listing_licence_ended", f"{listing.pk}:{last.pk}:{last.expires_on}", facts)
    if missing:
        _tell_missing(listing, missing)


def _miss(listing: Listing, rules: list[RuleFacts]) -> None:
    listing.unpublish(log_action=False)
    data = {
        "comment": _missing_words(rules),
        "citation": _joined(rule.citation for rule in rules),
        "before": {"on_display": True},
        "after": {"on_display": False},
    }
    log(instance=listing, action="listings.licence_missing", data=data)
    _tell_missing(listing, rules)


def _missing_words(rules: list[RuleFacts]) -> str:
    return _(
        "Hàng loại «%(goods)s» nay phải có giấy phép (%(paper)s) mà mặt hàng chưa có. "
        "Gửi giấy để Sở duyệt, hàng sẽ lên kệ lại."
    ) % {
        "goods": _joined(rule.name for rule in rules),
        "paper": _joined(rule.licence for rule in rules),
    }


def _tell_missing(listing: Listing, rules: list[RuleFacts]) -> None:
    facts = _facts(listing, rules) | {"goods": _joined(rule.name for rule in rules)}
    tell_stall(listing.stall, "listing_licence_missing", f"{listing.pk}:{timezone.localdate()}", facts)


def _facts(listing: Listing, rules: list[RuleFacts]) -> dict[str, str]:
    return {
        "title": listing.title,
        "paper": _joined(rule.licence for rule in rules),
        "citation": _joined(rule.citation for rule in rules),
        "path": _edit_path(listing.pk),
    }


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))


def _warn(stall: Stall) -> int:
    due = [paper for paper in ending_papers(stall) if paper.days_left >= 0]
    for paper in due:
        days = min(days for days in WARNING_DAYS if paper.days_left <= days)
        facts = paper_facts(
            f"{paper.name} («{paper.title}»)", paper.expires_on, paper.days_left, _edit_path(paper.listing_pk)
        )
        occasion = f"goods:{paper.listing_pk}:{paper.key}:{paper.expires_on}:{days}"
        tell_stall(stall, "stall_document_expiring", occasion, facts)
    return len(due)


def _edit_path(listing_pk: int) -> str:
    return path_for_stalls("desk:listing_edit", listing_pk=listing_pk)
