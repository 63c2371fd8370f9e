"""What every test starts from."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Forget counted tries and kept pages: one test's visitors are not the next one's."""
    cache.clear()
    yield
    cache.clear()
