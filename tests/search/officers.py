"""An officer with the right to steer search, and the rows to start with."""

from django.apps import apps

from marketplace.accounts.models import User
from search.knowledge.shipped import give_rights, load_rules
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from tests.factories.people import officer


def search_officer(email: str = "can-bo@example.vn") -> User:
    """Return an officer who may edit the rules of search."""
    person = officer(email=email)
    give_rights(apps)
    return person


def shipped_rows() -> None:
    """Write the rows that a migration writes."""
    load_rules(apps)


def synonyms(*names: str, kind: str = SynonymSet.Kind.EQUAL, unless: str = "") -> SynonymSet:
    return SynonymSet.objects.create(names="\n".join(names), kind=kind, unless=unless)


def pin(phrase: str, product_id: int, position: int = 1, reason: str = "Mùa vụ") -> PinnedGoods:
    return PinnedGoods.objects.create(phrase=phrase, product_id=product_id, position=position, reason=reason)


def hide(phrase: str) -> HiddenPhrase:
    return HiddenPhrase.objects.create(phrase=phrase, reason="Không hợp")


def weight(code: str, percent: int) -> RankingWeight:
    row, _made = RankingWeight.objects.update_or_create(code=code, defaults={"percent": percent})
    return row
