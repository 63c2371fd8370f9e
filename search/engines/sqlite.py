"""SQLite: an FTS5 table over the entries' text, kept by triggers, so that no path of writing misses it.

``unicode61`` with ``remove_diacritics 0``: marks are taken off in Python, for FTS5 would keep the
stroke of ``đ``. Prefix indexes serve words still being typed. Raw ``MATCH`` on what people type is
an error half of the time: every token is quoted.
"""

from typing import Any, Final

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

from search.engines.filters import POPULAR
from search.engines.words import Entries, IsTrue, Scope, keys_of, ways_of
from search.plan import Alternative, Form, Group

TABLE: Final = "search_entryfts"
_TEXT: Final = "search_entrytext"
_EXACT: Final = ("title", "keywords", "description")
_FOLDED: Final = ("title_folded", "keywords_folded", "description_folded")
_COLUMNS: Final = ", ".join((*_EXACT, *_FOLDED))
# bm25 weighs the columns in their order: the title's word counts most.
_BM25: Final = f"bm25({TABLE}, 10, 5, 2, 8, 4, 1)"


def _values(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in (*_EXACT, *_FOLDED))


_CREATE: Final = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5({_COLUMNS}, content='{_TEXT}', content_rowid='entry_id',"
    " tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')"
)
_IN: Final = f"INSERT INTO {TABLE}(rowid, {_COLUMNS}) VALUES (new.entry_id, {_values('new')});"  # noqa: S608 - constants
_GONE: Final = f"'delete', old.entry_id, {_values('old')}"
_OUT: Final = f"INSERT INTO {TABLE}({TABLE}, rowid, {_COLUMNS}) VALUES ({_GONE});"  # noqa: S608 - constants
# Read from end to end, it is a hundredth of the texts.
_UNITS: Final = f"CREATE INDEX IF NOT EXISTS {_TEXT}_units ON {_TEXT} (units)"
_TRIGGERS: Final = {
    f"{TABLE}_insert": f"AFTER INSERT ON {_TEXT} BEGIN {_IN} END",
    f"{TABLE}_delete": f"AFTER DELETE ON {_TEXT} BEGIN {_OUT} END",
    f"{TABLE}_update": f"AFTER UPDATE ON {_TEXT} BEGIN {_OUT} {_IN} END",
}


def install(database: BaseDatabaseWrapper) -> None:
    """Make the table and its triggers where they are missing, and fill it."""
    with database.cursor() as cursor:
        cursor.execute(_UNITS)
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE name = %s OR name LIKE %s", [TABLE, f"{TABLE}\\_%"]
        )
        there = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [_TEXT])
        there |= {name for (name,) in cursor.fetchall()}
        missing = [name for name in (TABLE, *_TRIGGERS) if name not in there]
        if not missing:
            return
        if TABLE in missing:
            cursor.execute(_CREATE)
        for name, body in _TRIGGERS.items():
            if name in missing:
                cursor.execute(f"CREATE TRIGGER {name} {body}")
    rebuild(database)


def rebuild(database: BaseDatabaseWrapper) -> None:
    """Fill the table anew from the texts, whatever it holds."""
    with database.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")  # noqa: S608 - a constant


def is_whole(database: BaseDatabaseWrapper) -> bool:
    """Whether the table holds what the texts say: FTS5 compares all of both, and nothing may be written meanwhile."""
    try:
        with transaction.atomic(using=database.alias), database.cursor() as cursor:
            # Without a rank it would look at itself alone.
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - a constant
    except OperationalError:
        raise
    except DatabaseError:
        return False
    return True


class SqliteWords:
    """Words by FTS5."""

    def keys(self, scope: Scope) -> RawSQL:
        """Return the matching keys as a subquery."""
        if not scope.plan.groups:
            has = " OR ".join(["' ' || units || ' ' LIKE %s"] * len(scope.plan.units))
            given = tuple(f"% {unit} %" for unit in scope.plan.units)
            return RawSQL(f"SELECT entry_id FROM {_TEXT} WHERE {has}", given)  # noqa: S608, S611 - constants
        return RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", (_question(scope),))  # noqa: S608, S611 - a constant

    def popular(self, scope: Scope, rows: Entries, *, most: int) -> list[int]:
        """Read goods in their order: finding what matches is most of the work, and looking a key up in it is none."""
        matching = rows.filter(IsTrue(Q(pk__in=self.keys(scope))))
        return list(matching.order_by(*POPULAR).values_list("pk", flat=True)[:most])

    def nearest(self, scope: Scope, rows: Entries | None, *, most: int) -> list[int]:
        """Return the best matching keys by bm25."""
        among, params = keys_of(rows) if rows is not None else ("", ())
        # The plus keeps SQLite from asking the word index once for each key that the filters let through.
        narrowed = f" AND +rowid IN ({among})" if among else ""
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s{narrowed} ORDER BY {_BM25}, rowid LIMIT %s"  # noqa: S608 - constants and the ORM's own SQL
        given: list[Any] = [_question(scope), *params, most]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return [key for (key,) in cursor.fetchall()]


def _question(scope: Scope) -> str:
    whole, *parts = scope.subsets()
    sets = [_all_of(whole, scope, whole=True)]
    sets += [_all_of(part, scope, whole=False) for part in parts]
    return " OR ".join(f"({one})" for one in sets if one)


def _all_of(groups: tuple[Group, ...], scope: Scope, *, whole: bool) -> str:
    return " AND ".join(f"({one})" for group in groups if (one := _any_of(group, scope, whole=whole)))


def _any_of(group: Group, scope: Scope, *, whole: bool) -> str:
    ways = list(ways_of(group, whole=whole))
    sides = []
    for form, columns in ((Form.EXACT, _EXACT), (Form.FOLDED, _FOLDED)):
        names = columns[:1] if scope.title_only else columns
        said = " OR ".join(_way(way) for way in ways if way.form is form and not way.unless)
        if said:
            sides.append(f"{{{' '.join(names)}}} : ({said})")
        # What a word means in one field says nothing of another: peanuts, and a description that says «liên lạc».
        careful = [_way(way) for way in ways if way.form is form and way.unless]
        sides += [f"{name} : {one}" for one in careful for name in names]
    return " OR ".join(sides)


def _way(way: Alternative) -> str:
    said = _quoted(way.tokens) + ("*" if way.is_prefix else "")
    if not way.unless:
        return said
    return f"({said} NOT ({' OR '.join(_quoted(phrase) for phrase in way.unless)}))"


def _quoted(tokens: tuple[str, ...]) -> str:
    phrase = " ".join(tokens).replace('"', '""')
    return f'"{phrase}"'
