"""The index, what officers set of search, and what was searched for; named here so that Django finds them."""

from search.models.counts import ClickCount, KeepingRule, QuestionCount
from search.models.index import EntryText, IndexState, IndexTask, ProductEntry, Word
from search.models.rules import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet

__all__ = [
    "ClickCount",
    "EntryText",
    "HiddenPhrase",
    "IndexState",
    "IndexTask",
    "KeepingRule",
    "PinnedGoods",
    "ProductEntry",
    "QuestionCount",
    "RankingWeight",
    "SynonymSet",
    "Word",
]
