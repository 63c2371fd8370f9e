"""PostgreSQL: two ``tsvector`` columns built in Python, exact and folded, each with a GIN index.

PostgreSQL's own parser would split ``0,5kg`` and drops what it does not know, so the vectors are
written out: every token with its place and its field's weight (title A, keywords B, description C).
A GIN index knows no weights: asked for words of the title it would have every row read that has them
anywhere, so what the titles say has an index of its own. No extension is needed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from search.engines.filters import POPULAR
from search.engines.words import Entries, Scope, keys_of, ways_of
from search.plan import Alternative, Form, Group
from search.text import BREAK

_TABLE: Final = "search_entrytext"
_COLUMN: Final = {Form.EXACT: "vector_exact", Form.FOLDED: "vector_folded"}
_TITLE: Final = {form: f"ts_filter({column}, '{{a}}')" for form, column in _COLUMN.items()}
_UNITS: Final = "string_to_array(units, ' ')"
_WEIGHTS: Final = "{0, 0.3, 0.5, 1}"  # D, C, B, A
_LABELS: Final = "ABC"  # title, keywords, description
_FIELDS: Final = len(_LABELS)
_GAP: Final = 8
_LAST_PLACE: Final = 16_383
_LONGEST: Final = 500
_ORDER: Final = "ORDER BY " + ", ".join(
    f"{name.removeprefix('-')}{' DESC' if name.startswith('-') else ''}" for name in POPULAR
)
# So many of the most popular goods are asked whether they match, then so many, before all that do are found.
_ASKED: Final = (800, 3_000)
# So many matches are sooner put in order than met on the way through all goods.
_LITTLE: Final = 1_000

Said = tuple[str, ...]


def install(database: BaseDatabaseWrapper) -> None:
    """Make the indexes where they are missing."""
    with database.cursor() as cursor:
        for form, column in _COLUMN.items():
            for name, said in ((column, column), (f"{column}_title", _TITLE[form])):
                cursor.execute(f"CREATE INDEX IF NOT EXISTS {_TABLE}_{name} ON {_TABLE} USING gin ({said})")
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {_TABLE}_units ON {_TABLE} USING gin ({_UNITS})")


def vector(fields: Iterable[str]) -> str:
    """Return the text form of a ``tsvector`` of title, keywords and description, as ``Document`` has them."""
    said: dict[str, str] = {}
    at = 0
    for weight, field in zip(_LABELS, fields, strict=True):
        for token in field.split():
            at += 1
            if token == BREAK:
                at += _GAP
            elif at <= _LAST_PLACE and len(token) <= _LONGEST:
                # Of more places than it keeps of a word PostgreSQL takes the first.
                said[token] = f"{said[token]},{at}{weight}" if token in said else f"'{token}':{at}{weight}"
        at += _GAP
    return " ".join(said.values())


def wrong_vectors(texts: Mapping[int, Said]) -> set[int]:
    """Return the keys of which a vector does not say what these texts do, compared in the database.

    A text is title, keywords and description, and the three without marks.
    """
    given = [
        {"k": key, "exact": vector(said[:_FIELDS]), "folded": vector(said[_FIELDS : 2 * _FIELDS])}
        for key, said in texts.items()
    ]
    exact, folded = _COLUMN.values()
    wrong = _read(
        f"SELECT entry_id FROM {_TABLE} JOIN json_to_recordset(%s) AS given(k bigint, exact tsvector, folded tsvector)"  # noqa: S608 - constants
        f" ON k = entry_id WHERE {exact} IS DISTINCT FROM exact OR {folded} IS DISTINCT FROM folded",
        [json.dumps(given, ensure_ascii=False)],
    )
    return set(wrong)


class PostgresWords:
    """Words by text search."""

    def keys(self, scope: Scope) -> RawSQL:
        """Return the matching keys as a subquery."""
        said, params = _question(scope)
        return RawSQL(f"SELECT entry_id FROM {_TABLE} WHERE {said}", tuple(params))  # noqa: S608, S611 - constants

    def popular(self, scope: Scope, rows: Entries, *, most: int) -> list[int]:
        """Ask the most popular goods one by one, and find all that match where too few of them do."""
        columns = rows.order_by().values(*(name.removeprefix("-") for name in POPULAR))
        entries, params = columns.query.sql_with_params()
        for many, more in pairwise((*_ASKED, 0)):
            found = _first_that_match(scope, entries, params, among=many, most=most)
            if len(found) == most:
                return found
            if len(found) * more < most * many:
                break
        return _first_of_all_that_match(scope, entries, params, most=most)

    def nearest(self, scope: Scope, rows: Entries | None, *, most: int) -> list[int]:
        """Return the best matching keys by the weights of the fields that hold the words, as bm25 does on SQLite."""
        said, given = _question(scope)
        among, params = keys_of(rows) if rows is not None else ("", ())
        narrowed = f" AND entry_id IN ({among})" if among else ""
        near = " | ".join(_way(way, _LABELS) for group in scope.plan.groups for way in _folded(group))
        sql = (
            f"SELECT entry_id FROM {_TABLE} WHERE ({said}){narrowed}"  # noqa: S608 - constants and the ORM's own SQL
            f" ORDER BY ts_rank('{_WEIGHTS}', vector_folded, %s::tsquery) DESC, entry_id LIMIT %s"
        )
        everything: list[Any] = [*given, *params, near, most]
        return _read(sql, everything)


def _first_that_match(
    scope: Scope, entries: str, params: tuple[Any, ...], *, among: int, most: int
) -> list[int]:
    """Return the first that match among so many of the most popular entries: what else matches is not looked for."""
    said, given = _question(scope)
    asked = f"SELECT * FROM ({entries}) entry {_ORDER} LIMIT {among}"  # noqa: S608 - constants and the ORM's own SQL
    matches = f"SELECT FROM {_TABLE} WHERE entry_id = product_id AND ({said}) OFFSET 0"
    return _read(
        f"SELECT product_id FROM ({asked}) entry WHERE EXISTS ({matches}) {_ORDER} LIMIT %s",  # noqa: S608 - as above
        [*params, *given, most],
    )


def _first_of_all_that_match(scope: Scope, entries: str, params: tuple[Any, ...], *, most: int) -> list[int]:
    """Return the first of all entries that match, much or little.

    Much is met soon where goods are read in their order, little is sooner put in order itself. How much it is gets
    counted: the planner multiplies how common the words are, and where those of one name stand together it expects a
    tenth of what there is, or less.
    """
    said, given = _question(scope)
    in_order = "product_id IN (SELECT entry_id FROM found)"
    by_key = f"SELECT * FROM ({entries}) entry WHERE product_id = entry_id OFFSET 0"  # noqa: S608 - constants and the ORM's own SQL
    return _read(
        f"WITH found AS MATERIALIZED (SELECT entry_id FROM {_TABLE} WHERE {said}),"  # noqa: S608 - as above
        f" is_much AS MATERIALIZED (SELECT count(*) > {_LITTLE} AS said FROM found)"
        f" (SELECT product_id FROM ({entries}) entry"
        f" WHERE (SELECT said FROM is_much) AND ({in_order}) IS TRUE {_ORDER} LIMIT %s)"
        " UNION ALL"
        f" (SELECT product_id FROM found, LATERAL ({by_key}) entry"
        f" WHERE NOT (SELECT said FROM is_much) {_ORDER} LIMIT %s)",
        [*given, *params, most, *params, most],
    )


def _read(sql: str, params: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [key for (key,) in cursor.fetchall()]


def _folded(group: Group) -> list[Alternative]:
    return [way for way in group.alternatives if way.form is Form.FOLDED]


def _question(scope: Scope) -> tuple[str, list[str]]:
    if not scope.plan.groups:
        return f"{_UNITS} && string_to_array(%s, ' ')", [" ".join(scope.plan.units)]
    params: list[str] = []
    whole, *parts = scope.subsets()
    sets = [_all_of(whole, scope, params, whole=True)]
    sets += [_all_of(part, scope, params, whole=False) for part in parts]
    return " OR ".join(f"({one})" for one in sets if one), params


def _all_of(groups: tuple[Group, ...], scope: Scope, params: list[str], *, whole: bool) -> str:
    said = (_any_of(group, scope, params, whole=whole) for group in groups)
    return " AND ".join(f"({one})" for one in said if one)


def _any_of(group: Group, scope: Scope, params: list[str], *, whole: bool) -> str:
    ways = list(ways_of(group, whole=whole))
    fields, labels = (_TITLE, "") if scope.title_only else (_COLUMN, _LABELS)
    sides = []
    for form, field in fields.items():
        said = " | ".join(_way(way, labels) for way in ways if way.form is form)
        if said:
            sides.append(f"{field} @@ %s::tsquery")
            params.append(said)
    return " OR ".join(sides)


def _way(way: Alternative, labels: str) -> str:
    """Return the way as a ``tsquery``, for a vector of the fields with these labels; without any, of one field."""
    if not way.unless:
        return _phrase(way.tokens, is_prefix=way.is_prefix)
    # What a word means in one field says nothing of another: peanuts, and a description that says «liên lạc».
    return " | ".join(_in_field(way, label) for label in labels or ("",))


def _in_field(way: Alternative, label: str) -> str:
    said = [_phrase(way.tokens, label, is_prefix=way.is_prefix)]
    said += [f"!({_phrase(phrase, label)})" for phrase in way.unless]
    return f"({' & '.join(said)})"


def _phrase(tokens: tuple[str, ...], label: str = "", *, is_prefix: bool = False) -> str:
    parts = []
    for number, token in enumerate(tokens, 1):
        marks = label + ("*" if is_prefix and number == len(tokens) else "")
        lexeme = token.replace("'", "''").replace("\\", "\\\\")
        parts.append(f"'{lexeme}'" + (f":{marks}" if marks else ""))
    return f"({' <-> '.join(parts)})"
