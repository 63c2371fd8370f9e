"""Which rule asks goods for a licence, and which paper answers it. Two rules ask for two, unless a paper says it is both.

A licence that names no rule was written before papers said so, or where just one rule asked: it answers that one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, ListingPaper
from marketplace.listings.papers.expiry import WARNING_DAYS
from marketplace.shop.catalogue.restrictions import RuleFacts, coming_licences, facts_of, licence_rules


def rules_asked(listing: Listing) -> list[RuleFacts]:
    """Return the rules that ask for a licence today: by the label, and by words of the name in another group."""
    return licence_rules(listing.title, listing.label_group, listing.label_data)


def rules_to_answer(title: str, group: str, label_data: Mapping[str, Any]) -> list[RuleFacts]:
    """Return what a licence of these goods may be for: what is asked today, and what is about to be."""
    rules = licence_rules(title, group, label_data)
    coming = coming_licences(within=WARNING_DAYS[0])
    rules += [rule for _begins, rule in coming if rule.holds_for(title, group, label_data)]
    return list({rule.code: rule for rule in rules}.values())


def papers_for(rule: RuleFacts, papers: Iterable[ListingPaper], *, takes_unnamed: bool) -> list[ListingPaper]:
    """Return the licences among ``papers`` that are for this rule, with those that name none if told so."""
    return [
        paper
        for paper in papers
        if paper.kind == PaperKind.LICENCE
        and (rule.code in paper.answers if paper.answers else takes_unnamed)
    ]


def unanswered(
    asked: Sequence[RuleFacts], papers: Sequence[ListingPaper], *, on_shelf: bool = False
) -> list[RuleFacts]:
    """Return the rules for which no paper is a whole licence that has not run out; two halves are none.

    Goods ``on_shelf`` were approved by what was asked then: a licence that names no rule goes on counting for each.
    """
    takes_unnamed = on_shelf or len(asked) == 1
    return [
        rule
        for rule in asked
        if not any(paper.is_good_licence for paper in papers_for(rule, papers, takes_unnamed=takes_unnamed))
    ]


def name_only_rule(draft: Listing) -> None:
    """Let a licence that names no rule name the one that there is, so that a later rule is not taken for it."""
    unnamed = [paper for paper in draft.papers.all() if paper.kind == PaperKind.LICENCE and not paper.answers]
    if not unnamed:
        return
    rules = rules_to_answer(draft.title, draft.label_group, draft.label_data)
    if len(rules) == 1:
        for paper in unnamed:
            paper.answers = [rules[0].code]


def name_rules_of_papers(apps: Any) -> None:
    """Let each licence of approved goods name the rule that it answers, where only one asks; else it stays open.

    Takes the registry, for a migration.
    """
    today = timezone.localdate()
    rows = (
        apps.get_model("catalogue", "RestrictionRule")
        .objects.filter(valid_from__lte=today)
        .exclude(licence="")
    )
    rules = [facts_of(row) for row in rows if row.valid_until is None or today <= row.valid_until]
    papers = apps.get_model("listings", "ListingPaper").objects.filter(kind=PaperKind.LICENCE)
    for paper in papers.select_related("listing").iterator(chunk_size=2000):
        goods = paper.listing
        asked = [one for one in rules if one.holds_for(goods.title, goods.label_group, goods.label_data)]
        if len(asked) == 1 and not paper.answers:
            paper.answers = [asked[0].code]
            paper.save(update_fields=["answers"])
