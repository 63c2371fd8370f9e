"""Places and documents that every checkout needs."""

import pytest
from django.core.cache import cache

from marketplace.core import documents
from tests.factories.places import load_few_places

VERSIONS = {"quy-che": "2026-11", "bao-mat": "2026-10"}


@pytest.fixture(autouse=True)
def _ground(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    load_few_places()
    monkeypatch.setattr(documents, "_providers", [lambda: VERSIONS])
