"""Two officers at the same moment, on a real PostgreSQL: one decides, the other is told so."""

import pytest

from marketplace.core.errors import NotAllowedNowError
from marketplace.stalls.dossiers.decisions import reject_dossier, verify_dossier, words_of
from marketplace.stalls.enums import DossierState
from marketplace.stalls.models import Dossier, Stall
from tests.factories.dossiers import accept_all, submitted_dossier
from tests.factories.people import officer
from tests.services.test_oversell_postgres import run_together

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]


def test_one_of_two_officers_decides() -> None:
    dossier, first, second = submitted_dossier(), officer(), officer()
    words = words_of(reasons=[], note="Ngoài tỉnh.")
    decisions = accept_all(dossier)
    results = run_together(
        [
            lambda: verify_dossier(
                dossier=dossier, round_read=1, by=first, identity_checked=True, decisions=decisions
            ),
            lambda: reject_dossier(dossier=dossier, round_read=1, by=second, words=words),
            lambda: verify_dossier(
                dossier=dossier, round_read=1, by=second, identity_checked=True, decisions=decisions
            ),
        ]
    )
    refused = [result for result in results if isinstance(result, NotAllowedNowError)]
    decided = [result for result in results if isinstance(result, Dossier)]
    assert (len(decided), len(refused)) == (1, 2)
    state = Dossier.objects.get().state
    assert state == decided[0].state
    assert Stall.objects.count() == (1 if state == DossierState.VERIFIED else 0)
