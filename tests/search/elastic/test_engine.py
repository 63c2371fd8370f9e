"""Elasticsearch under the contract that every engine is held to."""

import pytest

from search.engines.base import Engine
from search.engines.elastic import ElasticsearchEngine
from search.knowledge.current import current_knowledge
from tests.search.engines.contract import EngineContract

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch]


class TestElasticsearchEngine(EngineContract):
    @pytest.fixture
    def engine(self, engine: ElasticsearchEngine) -> Engine:
        engine.indices.promote(engine.indices.create())
        current_knowledge()
        return engine
