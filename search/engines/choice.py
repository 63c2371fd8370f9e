"""Which engine a setting chooses. Elasticsearch is made anew each time: only its connection is kept."""

from django.conf import settings

from search.engines.elastic import ElasticsearchEngine


def elasticsearch_engine() -> ElasticsearchEngine | None:
    """Return the engine on Elasticsearch where there is one and the setting does not refuse it."""
    if not settings.ELASTICSEARCH_URL or settings.SEARCH_ENGINE == "database":
        return None
    return ElasticsearchEngine(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX)
