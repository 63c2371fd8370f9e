"""What every test starts from."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from marketplace.core.keeping import forget_all


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Forget counted tries and kept pages: one test's visitors are not the next one's."""
    cache.clear()
    forget_all()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _language() -> None:
    """Speak Vietnamese: a request for an English page leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)
