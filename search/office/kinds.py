"""The kinds of rows that steer search, as the back office names them: one page to edit each, one preview for all."""

from dataclasses import dataclass
from typing import Final

from search.knowledge.rules import Row
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.models.rules import lines_of
from search.office.forms import HiddenForm, PinForm, RuleForm, SynonymForm, WeightForm

# Who may try out a change; officers have it with the rights to edit.
TRY: Final = "search.change_rankingweight"


@dataclass(frozen=True, slots=True)
class RuleKind:
    """One kind; ``name`` stands in addresses of the back office, and is that of its viewset.

    ``said_in`` is the field that takes a shopper's words. Rows of a kind that is not ``is_added`` are there from the start: they are edited, never added or taken away.
    """

    name: str
    model: type[Row]
    form: type[RuleForm]
    said_in: str = ""
    is_added: bool = True


KINDS: Final = {
    kind.name: kind
    for kind in (
        RuleKind("ten-goi-khac", SynonymSet, SynonymForm, said_in="names"),
        RuleKind("hang-duoc-ghim", PinnedGoods, PinForm, said_in="phrase"),
        RuleKind("tu-bi-an", HiddenPhrase, HiddenForm, said_in="phrase"),
        RuleKind("trong-so", RankingWeight, WeightForm, is_added=False),
    )
}
KIND_OF: Final = {kind.model: kind for kind in KINDS.values()}


def question_about(row: Row) -> str:
    """Return what to ask to see what a row does; nothing where any question would do."""
    if isinstance(row, SynonymSet):
        return next(iter(lines_of(row.names)), "")
    return "" if isinstance(row, RankingWeight) else row.phrase
