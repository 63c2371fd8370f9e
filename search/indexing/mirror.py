"""Elasticsearch's copy of the database's copy: what was indexed there is sent on, and nothing gets lost.

A queue row that the database's index has taken in waits (``in_database``) until Elasticsearch has taken
it too. While Elasticsearch is away, full or read-only the rows stay; only what it refuses for itself
counts as tried. Every document carries the turn in which it was read, so that of two writers the one
who read earlier never wins.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import QuerySet

from marketplace.core.batches import in_batches
from search import breaker
from search.documents import Document, DocumentText
from search.engines.base import EngineError, RefusedError
from search.engines.choice import elasticsearch_engine
from search.indexing.building import building, is_building
from search.indexing.entries import facets_of
from search.indexing.failures import MOST_ATTEMPTS, note_dead, note_failures, without_open
from search.indexing.turns import take_turn
from search.models import EntryText, IndexState, IndexTask

if TYPE_CHECKING:
    from search.engines.elastic import ElasticsearchEngine

BATCH: Final = 500

logger = logging.getLogger(__name__)


class RebuildError(Exception):
    """The new index was not put in place; the old one goes on answering."""


def mirror_waiting() -> int:
    """Send on what waits, oldest first; return how many rows were done. Never raises for an absent server."""
    engine = elasticsearch_engine()
    if engine is None:
        IndexTask.objects.filter(in_database=True).delete()
        breaker.forget()  # told of one that this floor asks no more
        return 0
    try:
        if not engine.indices.is_current_layout():
            rebuild()
        done = _send_waiting(engine)
    except (EngineError, RebuildError) as error:
        note_trouble(error)
        return 0
    breaker.note_abreast()
    return done


def note_trouble(error: EngineError | RebuildError) -> None:
    """Tell officers and the log what Elasticsearch said. A copy that lacks nothing may go on answering."""
    if _waiting().exists():
        breaker.note_behind(error)
    elif isinstance(error, RefusedError):
        breaker.note_refusal(error)
    else:
        breaker.note_failure(error)


def rebuild(tick: Callable[[int], None] | None = None) -> int:
    """Build a new index beside the old one and read it from then on; return how many documents it holds.

    What changes meanwhile is written to both. One process builds at a time; another returns at once.
    """
    engine = elasticsearch_engine()
    if engine is None:
        return 0
    with building() as is_free:
        return _build(engine, tick) if is_free else 0


def _build(engine: "ElasticsearchEngine", tick: Callable[[int], None] | None) -> int:
    name = engine.indices.create()
    try:
        refused = _fill(engine, name, tick)
        _merge(engine, name)
        count = _settle(engine, name, without=len(refused))
    except BaseException:
        _drop_quietly(engine, name)
        raise
    # From here on it may be the index that is read, so it is not dropped.
    engine.indices.promote(name)
    engine.indices.drop_others(name)
    note_dead(refused, in_database=True)
    return count


def merge_pieces() -> bool:
    """Make one piece of the index that is read, and return whether it was: what the day wrote lies beside it in small ones.

    Where a new index is being built it is left to that. Never raises for an absent server: in pieces it answers too.
    """
    engine = elasticsearch_engine()
    if engine is None or is_building():
        return False
    name = engine.indices.reading
    try:
        if engine.indices.count_pieces(name) <= 1:
            return False
        engine.indices.merge(name)
    except EngineError as error:
        logger.warning("%s stays in the pieces in which it was written: %s", name, error)
        return False
    return True


def drop_left_over() -> None:
    """Delete what a build left behind that was killed. Never raises for an absent server."""
    engine = elasticsearch_engine()
    if engine is None:
        return
    with building() as is_free:
        try:
            left = engine.indices.drop_left_over() if is_free else []
        except EngineError as error:
            logger.info("what is left over stays for another night: %s", error)
            return
    if left:
        logger.warning("deleted what a build left behind: %s", ", ".join(left))


def go_back() -> str | None:
    """Read the index before again; return its name, or ``None`` where there is none of today's layout."""
    engine = elasticsearch_engine()
    return engine.indices.go_back() if engine else None


def is_whole() -> bool:
    """Whether nothing waits for an index, and Elasticsearch holds as much as the database. Raises EngineError."""
    if IndexTask.objects.exists():
        return False
    engine = elasticsearch_engine()
    if engine is None:
        return True
    engine.indices.refresh(engine.indices.reading)
    return engine.count() == EntryText.objects.count()


def find_copy_differences() -> tuple[list[int], list[int], list[int]]:
    """Compare every document with the database's entry; return what is missing, extra and stale, by product."""
    engine = elasticsearch_engine()
    missing: list[int] = []
    extra: list[int] = []
    stale: list[int] = []
    if engine is None:
        return missing, extra, stale
    engine.indices.refresh(engine.indices.reading)
    theirs = engine.digests()
    their = next(theirs, None)
    for documents, _ in _all_documents():
        for document in documents:
            key = document.product_id
            while their is not None and their[0] < key:
                extra.append(their[0])
                their = next(theirs, None)
            if their is None or their[0] > key:
                missing.append(key)
                continue
            if their[1] != engine.digest_of(document):
                stale.append(key)
            their = next(theirs, None)
    while their is not None:
        extra.append(their[0])
        their = next(theirs, None)
    return missing, extra, stale


def queue_for_copy(product_ids: Iterable[int]) -> None:
    """Leave rows for Elasticsearch alone; the database's entries are right."""
    keys = without_open(product_ids, in_database=True)
    rows = [IndexTask(product_id=key, in_database=True) for key in keys]
    IndexTask.objects.bulk_create(rows, batch_size=1000)


def _waiting() -> QuerySet[IndexTask]:
    return IndexTask.objects.filter(in_database=True, attempts__lt=MOST_ATTEMPTS).order_by("pk")


def _send_waiting(engine: "ElasticsearchEngine") -> int:
    done, after = 0, 0
    while rows := list(_waiting().filter(pk__gt=after)[:BATCH]):
        after = rows[-1].pk
        keys = sorted({row.product_id for row in rows})
        documents, turn = _read(keys)
        refused = engine.write(documents, version=turn)
        refused |= engine.remove(sorted(set(keys) - {each.product_id for each in documents}), version=turn)
        finished = [row.pk for row in rows if row.product_id not in refused]
        IndexTask.objects.filter(pk__in=finished).delete()
        dead = IndexTask.objects.filter(in_database=True, attempts__gte=MOST_ATTEMPTS, pk__lt=after)
        dead.filter(product_id__in=set(keys) - refused.keys()).delete()
        note_failures(refused, [row.pk for row in rows], in_database=True)
        done += len(finished)
    return done


def _fill(engine: "ElasticsearchEngine", name: str, tick: Callable[[int], None] | None) -> dict[int, str]:
    """Write everything into ``name``; return what it refused, by product: one bad product stops no rebuild."""
    refused: dict[int, str] = {}
    for documents, turn in _all_documents():
        refused |= engine.write(documents, version=turn, into=[name], is_patient=True)
        if tick is not None:
            tick(len(documents))
    return refused


def _merge(engine: "ElasticsearchEngine", name: str) -> None:
    """Leave the index in one piece before it is read: one in many answers too, half as quickly."""
    try:
        engine.indices.merge(name)
    except EngineError as error:
        logger.warning("%s is read in as many pieces as it was written in: %s", name, error)


def _settle(engine: "ElasticsearchEngine", name: str, *, without: int) -> int:
    """Send what waited meanwhile, and return the count once it is the database's."""
    for _ in range(3):
        _send_waiting(engine)
        engine.indices.refresh(name)
        count, wanted = engine.indices.count(name), EntryText.objects.count() - without
        if name not in engine.indices.written():
            # Elasticsearch makes an index for what is written to one that is gone, without mapping and aliases.
            raise RebuildError(f"{name} was deleted while it was built")
        if count == wanted:
            return count
    raise RebuildError(f"{name} holds {count} products, the database {wanted}")


def _drop_quietly(engine: "ElasticsearchEngine", name: str) -> None:
    try:
        engine.indices.drop(name)
    except EngineError as error:
        # The next rebuild that succeeds deletes it; what is wrong is told by who asked for this one.
        logger.info("%s is left over: %s", name, error)


def _all_documents() -> Iterator[tuple[Sequence[Document], int]]:
    keys = EntryText.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10 * BATCH)
    for batch in in_batches(keys, BATCH):
        yield _read(batch)


@transaction.atomic
def _read(keys: Sequence[int]) -> tuple[list[Document], int]:
    """Return what the database's index says of these products, by product, and the turn in which it was read."""
    take_turn()
    before = IndexState.objects.values_list("turn", flat=True).get(pk=1)
    # By the clock, so that a database restored from yesterday's backup does not count below what was sent.
    turn = max(before + 1, time.time_ns() // 1_000_000)
    IndexState.objects.filter(pk=1).update(turn=turn)
    texts = EntryText.objects.filter(pk__in=keys).select_related("entry").order_by("pk")
    return [_document(text) for text in texts], turn


def _document(text: EntryText) -> Document:
    entry = text.entry
    return Document(
        product_id=entry.pk,
        text=DocumentText(
            title=text.title,
            title_folded=text.title_folded,
            keywords=text.keywords,
            keywords_folded=text.keywords_folded,
            description=text.description,
            description_folded=text.description_folded,
            units=tuple(text.units.split()),
        ),
        facets=facets_of(entry),
    )
