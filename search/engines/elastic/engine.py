"""Answers from Elasticsearch. It returns product ids; what is visible is decided again when rows are read."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk
from elasticsearch_dsl import Q, Search
from elasticsearch_dsl.query import Query

from search.documents import Document
from search.engines.base import Answer, EngineError, ForeignError, Found
from search.engines.elastic import candidates, queries
from search.engines.elastic.client import READ_SECONDS, WRITE_SECONDS, asking, connect, is_closed
from search.engines.elastic.documents import build_source, digest_of
from search.engines.elastic.facets import facet_aggregations, read_facets
from search.engines.elastic.indices import Indices
from search.engines.values import FEW
from search.plan import Plan
from search.types import FacetCounts, SearchQuery, Sort

BATCH: Final = 500
# Lucene walks over every document that it skips; nobody reads on for so long (SETTINGS says so too).
DEEPEST: Final = 20_000
# So many are ranked by the recipe itself: five pages. Lucene's score is nearly the recipe's, so the best are among them; a
# database, which takes the popular ones of very many, ranks twice as many. What follows stands as Lucene scored it.
RANKED: Final = 120
SUGGESTED: Final = 60
# After 1, 2, 4 … seconds; the last of six comes after a minute.
PATIENT_TRIES: Final = 6
_GONE: Final = 404
_NEWER_IS_THERE: Final = 409


class ElasticsearchEngine:
    """The engine on one Elasticsearch. Cheap to make: the connection is shared."""

    name = "elasticsearch"

    def __init__(self, url: str, prefix: str) -> None:
        self.indices = Indices(connect(url), prefix)

    # --- questions -----------------------------------------------------------------------------

    def search(self, query: SearchQuery, plan: Plan) -> Answer:
        """Return one page of products with counts, in one request, or two where few have all the words.

        As on every engine, goods with some of the words are taken in where few have all of them; sorted
        by anything but relevance they are not mixed. The words decide, not the filters. Raises EngineError.
        """
        if plan.blocked:
            return Answer(found=(), total=0, counts=FacetCounts())
        if plan.is_empty or not plan.may_relax:
            return self._page(query, plan)[0]
        strict, everything = self._page(query, replace(plan, may_relax=False))
        is_enough = everything >= FEW if query.sort is Sort.RELEVANCE else everything > 0
        if is_enough:
            return strict
        return replace(self._page(query, plan)[0], exact_total=strict.total)

    def _page(self, query: SearchQuery, plan: Plan) -> tuple[Answer, int]:
        """Return the page, and how many products the words find without the filters."""
        start = (query.page - 1) * query.page_size
        if start + query.page_size > DEEPEST:
            raise EngineError(f"page {query.page} lies beyond the first {DEEPEST} products")
        # Whole pages are ranked, so that none takes from what another has shown.
        pool = query.page_size * math.ceil(RANKED / query.page_size)
        ranked = not plan.is_empty and query.sort is Sort.RELEVANCE and start < pool
        asked = self._ask(plan)
        if clauses := queries.filter_goods(query.filters):
            asked = asked.post_filter(Q("bool", filter=clauses))
        asked = asked.sort(*queries.sort_goods(query.sort, by_score=not plan.is_empty))
        asked = asked.extra(track_total_hits=True)
        asked = asked[:pool] if ranked else asked[start : start + query.page_size]
        if clauses:
            asked.aggs.bucket("everything", "filter", filter=Q("match_all"))
        if query.facets:
            for name, aggregation in facet_aggregations(query.filters).items():
                asked.aggs.bucket(name, aggregation)
        answer = self._send(asked)
        with asking("an answer"):
            total = int(answer["hits"]["total"]["value"])
            found = answer.get("aggregations", {})
            counts = read_facets(found, total, query.filters) if query.facets else FacetCounts(total=total)
            hits = answer["hits"]["hits"]
            if ranked:
                listed = candidates.rank_hits(hits, plan)[start : start + query.page_size]
            else:
                listed = candidates.tell_hits(hits, plan)
            page = Answer(found=listed, total=total, exact_total=total, counts=counts)
            return page, int(found["everything"]["doc_count"]) if clauses else total

    def suggest(self, plan: Plan, *, limit: int) -> list[Found]:
        """Return the first goods for words still being typed."""
        if plan.is_empty or plan.blocked:
            return []
        hits: list[dict[str, Any]] = []
        if plan.has_terms:
            hits = self._first(queries.in_title(plan), SUGGESTED)
            if len(hits) < limit and plan.groups:
                # Named so are few: then also what has the words elsewhere, which is worth less.
                with asking("an answer"):
                    there = Q("ids", values=[hit["_id"] for hit in hits])
                hits += self._first(Q("bool", filter=[queries.cover(plan)], must_not=[there]), SUGGESTED)
        if plan.pinned:
            # Pinned goods are ranked however many others are more popular.
            hits += self._first(Q("terms", product_id=list(plan.pinned)), len(plan.pinned))
        with asking("an answer"):
            return candidates.rank_hits(hits, plan)[:limit]

    def _first(self, query: Query, most: int) -> list[dict[str, Any]]:
        """Return the most popular hits, as the database takes them: in the order in which they lie, without a score."""
        found = self._texts(Q("bool", filter=[query])).sort(
            *queries.sort_goods(Sort.RELEVANCE, by_score=False)
        )
        answer = self._send(found[:most].extra(track_total_hits=False))
        with asking("an answer"):
            return list(answer["hits"]["hits"])

    def _ask(self, plan: Plan) -> Search:
        return self._goods(Q("match_all")).source(False) if plan.is_empty else self._texts(_query(plan))

    def _texts(self, query: Query) -> Search:
        """Ask for the products that fulfil the query, with what the recipe reads of each."""
        return self._goods(query).source(list(candidates.FIELDS))

    def _goods(self, query: Query) -> Search:
        return Search(using=self.indices.client, index=self.indices.reading).query(query)

    def _send(self, asked: Search) -> dict[str, Any]:
        body = asked.to_dict()
        with asking(body):
            client = self.indices.client.options(request_timeout=READ_SECONDS)
            response = client.search(
                index=self.indices.reading, timeout=f"{READ_SECONDS * 1000:.0f}ms", **_named(body)
            )
            answer: dict[str, Any] = dict(response.body)
            is_partial = answer.get("timed_out") or answer.get("_shards", {}).get("failed")
        if is_partial:
            raise EngineError("only a part of the index answered in time")
        return answer

    # --- the copy ------------------------------------------------------------------------------

    def index(self, documents: Sequence[Document]) -> None:
        """Write these products, to be found at once. Raises EngineError, also where one is refused."""
        if refused := self.write(documents, version=1):
            raise EngineError(f"refused: {refused}")
        self.indices.refresh(self.indices.reading)

    def delete(self, product_ids: Sequence[int]) -> None:
        """Take these products out at once."""
        self.remove(product_ids, version=1)
        self.indices.refresh(self.indices.reading)

    def write(
        self,
        documents: Sequence[Document],
        *,
        version: int,
        into: Iterable[str] | None = None,
        is_patient: bool = False,
    ) -> dict[int, str]:
        """Write these products where what is there is not newer; return what was refused, by product.

        ``into`` names indices; all that are kept fresh unless given. Who is patient sends again, for about
        a minute, what Elasticsearch had no room for just then. Raises EngineError where it is away, full or read-only.
        """
        names = self.indices.written() if into is None else list(into)
        actions = (
            {
                "_op_type": "index",
                "_index": name,
                "_id": str(document.product_id),
                "_version": version,
                "_version_type": "external_gte",
                "_source": build_source(document),
            }
            for document in documents
            for name in names
        )
        return self._write(actions, tries=PATIENT_TRIES if is_patient else 0)

    def remove(self, product_ids: Sequence[int], *, version: int) -> dict[int, str]:
        """Take these products out of every index that is kept fresh, unless what is there is newer."""
        names = self.indices.written() if product_ids else []
        return self._write(
            {
                "_op_type": "delete",
                "_index": name,
                "_id": str(key),
                "_version": version,
                "_version_type": "external_gte",
            }
            for key in product_ids
            for name in names
        )

    def count(self) -> int:
        """Return how many products the index that is read holds."""
        return self.indices.count(self.indices.reading)

    @staticmethod
    def digest_of(document: Document) -> str:
        """Return what ``digests`` says of a document that is as this one."""
        return digest_of(build_source(document))

    def digests(self, *, page: int = 2_000) -> Iterator[tuple[int, str]]:
        """Yield product and digest of every document that is read, by product: of what is stored, whoever wrote it."""
        after: list[Any] | None = None
        client = self.indices.client.options(request_timeout=WRITE_SECONDS)
        while True:
            with asking("what is indexed"):
                answer = client.search(
                    index=self.indices.reading, size=page, sort=[{"product_id": "asc"}],
                    search_after=after, track_total_hits=False,
                )  # fmt: skip
                hits = answer["hits"]["hits"]
                found = [(_own_key(hit), digest_of(hit["_source"])) for hit in hits]
            if not found:
                return
            yield from found
            after = hits[-1]["sort"]

    def _write(self, actions: Iterable[dict[str, Any]], *, tries: int = 0) -> dict[int, str]:
        refused: dict[int, str] = {}
        client: Elasticsearch = self.indices.client.options(request_timeout=WRITE_SECONDS)
        with asking("documents"):
            for good, item in streaming_bulk(
                client, actions, chunk_size=BATCH, raise_on_error=False, raise_on_exception=True,
                max_retries=tries, initial_backoff=1,
            ):  # fmt: skip
                if good:
                    continue
                (told,) = item.values()
                status = int(told.get("status", 0))
                if status in {_GONE, _NEWER_IS_THERE}:
                    continue
                if status == 400 and not is_closed(told):  # noqa: PLR2004 - one bad document
                    refused[int(told["_id"])] = str(told.get("error"))[:300]
                    continue
                raise EngineError(f"{status}: {told.get('error')}")
        return refused


def _own_key(hit: dict[str, Any]) -> int:
    """Return the product of a document. Raises ForeignError for one that this floor did not write."""
    key = hit["_id"]
    if key != str(hit["_source"].get("product_id")):
        raise ForeignError(f"a document that is no product's: {key}")
    return int(key)


def _query(plan: Plan) -> Query:
    """Return the plan as one query: what belongs to the answer, and what it is worth."""
    scored = [queries.score_group(group, plan.weights) for group in plan.required]
    should = [queries.score_group(group, plan.weights) for group in plan.groups if group.optional]
    should += queries.extra_score(plan)
    if scored and not plan.pinned and not queries.may_miss_words(plan):
        # All of the words: what scores them also says that they are there, and is looked for once.
        return Q("bool", must=scored, should=should)
    should += scored
    if queries.may_miss_words(plan):
        should.append(queries.prefer_whole(plan))
    belongs = queries.cover(plan)
    if plan.pinned:
        pinned = Q("terms", product_id=list(plan.pinned))
        belongs = Q("bool", should=[belongs, pinned], minimum_should_match=1) if plan.groups else pinned
        # The first of the pinned stands first; all stand before everything else.
        should += [
            Q("constant_score", filter=Q("term", product_id=key), boost=queries.PIN * (len(plan.pinned) - at))
            for at, key in enumerate(plan.pinned)
        ]
    return Q("bool", filter=[belongs], should=should)


def _named(body: dict[str, Any]) -> dict[str, Any]:
    """Return a request's body as the client names its parts."""
    return {{"from": "from_", "_source": "source"}.get(name, name): value for name, value in body.items()}
