"""Every kind of action that the code writes to the log says what stood there before and after."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tests.marketplace.oversight.test_log_kinds import HELPERS, is_kind, kinds_in_code
from tests.project.tree import ROOT, modules, syntax_of

# What is logged without two sides, and why.
WITHOUT_SIDES = {
    "marketplace/core/office/edit_log.py": "hands on what its classes write of a row; test_log_of_rows.py reads it",
    "marketplace/stalls/dossiers/log.py": "hands on what its callers write, and each of them is looked at here",
    "wagtail.create": "a stall's draft; the revision is the after, and there is no before",
    "wagtail.edit": "a stall's draft changes nothing; its revisions, which are kept, are before and after",
}
SIDES = {"before", "after"}


@dataclass(frozen=True, slots=True)
class Written:
    """A call that writes to the log: where, of which kind, and the names that its data has."""

    path: str
    kind: str
    names: frozenset[str]


def writings() -> Iterator[Written]:
    """Yield every call that writes to the log, with the names of its data read from the function around it."""
    for _name, path in modules():
        tree = syntax_of(path, "log")
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        helpers = {one.name: names_in(one) for one in functions if one.name in HELPERS}
        for function in functions:
            for call in ast.walk(function):
                if not isinstance(call, ast.Call):
                    continue
                called = getattr(call.func, "id", "")
                words = {word.arg: word.value for word in call.keywords}
                if called == "log" and "action" in words:
                    kind, data = words["action"], words.get("data")
                elif called in HELPERS and any(is_kind(argument) for argument in call.args):
                    kind = next(argument for argument in call.args if is_kind(argument))
                    data = words.get("data", call.args[-1])
                else:
                    continue
                names = names_of(data, function) if data is not None else set()
                if called in HELPERS:
                    names |= helpers.get(called, set())
                yield Written(str(path.relative_to(ROOT)), kind_of(kind), frozenset(names))


def names_in(helper: ast.FunctionDef) -> set[str]:
    """Return the names that a helper gives to whatever it writes."""
    words = [word for call in ast.walk(helper) if isinstance(call, ast.Call) for word in call.keywords]
    return set().union(*(names_of(word.value, helper) for word in words if word.arg == "data"))


def kind_of(node: ast.expr) -> str:
    """Return a kind as it is written; a kind with a state in it keeps its beginning, one handed on is empty."""
    if isinstance(node, ast.JoinedStr):
        return str(getattr(node.values[0], "value", ""))
    return str(node.value) if isinstance(node, ast.Constant) else ""


def names_of(node: ast.expr, function: ast.FunctionDef) -> set[str]:
    """Return the outer names of a dict that is written out, joined from others, or put together in the function."""
    if isinstance(node, ast.Dict):
        said = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        spread = [one for key, one in zip(node.keys, node.values, strict=True) if key is None]
        return {str(name) for name in said}.union(*(names_of(one, function) for one in spread))
    if isinstance(node, ast.BinOp):
        return names_of(node.left, function) | names_of(node.right, function)
    if isinstance(node, ast.Name):
        found: set[str] = set()
        for other in ast.walk(function):
            targets = other.targets if isinstance(other, ast.Assign) else [getattr(other, "target", None)]
            value = getattr(other, "value", None)
            if value is not None and any(getattr(one, "id", "") == node.id for one in targets):
                found |= names_of(value, function)
        return found
    return set()


def of_drafts() -> set[str]:
    """Return what Wagtail is asked to log of a revision that is saved: it writes no sides."""
    calls = (
        node
        for _name, path in modules()
        for node in ast.walk(syntax_of(path, "log"))
        if isinstance(node, ast.Call)
    )
    words = (word.value for call in calls for word in call.keywords if word.arg == "log_action")
    return {kind_of(word) for word in words} - {"False"}


def test_the_walk_sees_every_kind_that_the_filter_knows() -> None:
    own = {kind_of(kind) for _path, kind in kinds_in_code()} - {"False", "None"}
    assert {one.kind for one in writings()} | of_drafts() == own
    assert of_drafts() == {"wagtail.create", "True"}


def test_every_kind_is_written_with_both_sides_or_stands_in_the_list() -> None:
    lacking = {one.kind or one.path for one in writings() if not one.names >= SIDES}
    lacking |= {{"True": "wagtail.edit"}.get(kind, kind) for kind in of_drafts()}
    assert sorted(lacking - set(WITHOUT_SIDES)) == []
    assert sorted(set(WITHOUT_SIDES) - lacking) == []
