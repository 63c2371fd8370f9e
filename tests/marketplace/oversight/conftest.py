"""An officer's browser, and the department's rows as a floor is shipped with them."""

import pytest
from django.apps import apps
from django.test import Client

from marketplace.listings.screening.setup import load_rules
from marketplace.oversight.setup import load_rows
from tests.factories.listings import officer


@pytest.fixture
def rows(db: None) -> None:
    """Clocks, reasons and legal bases."""
    load_rows(apps)


@pytest.fixture
def rules(db: None) -> None:
    """What the automatic check looks for."""
    load_rules(apps)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(officer())
    return client
