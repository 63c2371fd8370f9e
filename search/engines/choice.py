"""Which engine a setting chooses. Elasticsearch is made anew each time: only its connection is kept."""

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from search.engines.elastic import ElasticsearchEngine


def elasticsearch_engine() -> "ElasticsearchEngine | None":
    """Return the engine on Elasticsearch where there is one and the setting does not refuse it."""
    if not settings.ELASTICSEARCH_URL or settings.SEARCH_ENGINE == "database":
        return None
    # A floor without Elasticsearch starts a quarter of a second sooner, in every process, without its client.
    from search.engines.elastic import ElasticsearchEngine  # noqa: PLC0415

    return ElasticsearchEngine(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX)
