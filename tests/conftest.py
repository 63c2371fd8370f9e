"""What every test starts from."""

import gc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from marketplace.accounts.models import User
from marketplace.accounts.second_factor import OFFICE
from marketplace.listings import ocop
from marketplace.listings.labels import rules as labels
from marketplace.shop.catalogue import restrictions
from marketplace.stalls.shipping import zones
from tests.rows import forget_everything


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later collection of garbage, as the web server does: it stays.

    How often garbage is looked for is said where every process begins, in ``marketplace.config``.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured (``record_property("figure", …)``), whichever process they ran in."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    figures = [value for report in reports for name, value in report.user_properties if name == "figure"]
    if figures:
        terminalreporter.section("figures")
        for figure in sorted(set(figures)):
            terminalreporter.write_line(figure)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Forget counted tries and kept pages: one test's visitors are not the next one's."""
    forget_everything()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _language() -> None:
    """Speak Vietnamese: a request for an English page leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _let_through_the_office_door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``force_login`` mean signed in for the back office too: password and second factor both given.

    Tests of the door itself carry the mark ``own_second_factor``.
    """
    if request.node.get_closest_marker("own_second_factor"):
        return
    with_password = Client.force_login

    def with_both(client: Client, user: User, backend: str | None = None) -> None:
        with_password(client, user, backend)
        fresh = User.objects.get(pk=user.pk)
        if not fresh.has_perm(OFFICE):
            return
        since = fresh.second_factor_since or timezone.now()
        User.objects.filter(pk=user.pk).update(second_factor_since=since)
        session = client.session
        session["second_factor"] = since.isoformat()
        session.save()

    monkeypatch.setattr(Client, "force_login", with_both)


@pytest.fixture(autouse=True)
def _shipped_rules(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shipped files rule, as in a database that has no row of the department's.

    A test that writes such rows asks for ``department_rules``.
    """
    if "department_rules" not in request.fixturenames:
        for module in (labels, ocop, restrictions, zones):
            monkeypatch.setattr(module, "read_rows", list)


@pytest.fixture
def department_rules() -> None:
    """Read the rows of the department."""
