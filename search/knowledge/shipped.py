"""The shipped synonyms and weights as rows, and the officers' right to edit what steers search.

Takes the registry of models as an argument, so that a migration and a test build the same thing. A row
that is there stays as the department wrote it.
"""

from collections.abc import Collection
from typing import Any, Final

from marketplace.accounts.roles import edit_rights, let_officers
from search.knowledge.rules import shipped_synonyms
from search.models.weights import EDITED, percents
from search.plan.rules import Weights

# Weights are neither added nor taken away: the recipe has those that it has.
_ALL: Final = ("add", "change", "delete", "view")
_RIGHTS: Final = (
    ("synonymset", "nhóm tên gọi khác", _ALL),
    ("pinnedgoods", "món hàng được ghim", _ALL),
    ("hiddenphrase", "từ bị ẩn", _ALL),
    ("rankingweight", "trọng số", ("change", "view")),
)


def load_rules(apps: Any) -> None:
    """Write the shipped synonyms where there are none, and each weight that has no row."""
    synonyms = apps.get_model("search", "SynonymSet").objects
    if not synonyms.exists():
        synonyms.bulk_create(
            synonyms.model(names=one.names, kind=one.kind, unless=one.unless) for one in shipped_synonyms()
        )
    weights = apps.get_model("search", "RankingWeight").objects
    shipped = percents(Weights())
    for one in EDITED:
        weights.get_or_create(code=one.code, defaults={"percent": shipped[one.code]})


def add_synonyms(apps: Any, first_names: Collection[str]) -> None:
    """Write the shipped groups that begin with one of these names, where the department has rows and no such one."""
    synonyms = apps.get_model("search", "SynonymSet").objects
    there = set(synonyms.values_list("names", flat=True))
    new = [one for one in shipped_synonyms() if one.names.split("\n")[0] in first_names]
    if there:
        synonyms.bulk_create(
            synonyms.model(names=one.names, kind=one.kind, unless=one.unless)
            for one in new
            if one.names not in there
        )


def give_rights(apps: Any) -> None:
    """Let officers edit the rules of search. Idempotent."""
    let_officers(
        apps, [right for model, name, verbs in _RIGHTS for right in edit_rights("search", model, name, verbs)]
    )
