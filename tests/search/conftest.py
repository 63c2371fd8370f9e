"""An officer's browser beside a shopper's."""

import pytest
from django.test import Client

from tests.factories.listings import officer


@pytest.fixture
def desk(db: None) -> Client:
    made = Client()
    made.force_login(officer())
    return made
