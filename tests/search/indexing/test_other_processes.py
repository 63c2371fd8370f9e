"""What other processes do: one that indexes is killed in the midst of it, one saves a rule that steers this one."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from search.indexing import check, sync
from search.models import IndexTask, ProductEntry
from tests.factories.catalogue import published_product
from tests.marketplace.desk.exchange.workers import database_url
from tests.project.tree import ROOT
from tests.search.helpers import ask, category, on_shelf, titles

pytestmark = pytest.mark.django_db(transaction=True)

KILLED_AT = """
import os, signal
from search.indexing import sync

def die(*_args, **_how):
    os.kill(os.getpid(), signal.SIGKILL)

sync.{place} = die
sync.index_waiting()
"""


def elsewhere(code: str) -> int:
    """Run code in a process of its own on the same database; return how it ended."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {
        "ENVIRONMENT": "test",
        "VAR_ROOT": str(settings.VAR_ROOT),
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
    }
    begun = "import django\ndjango.setup()\n"
    return subprocess.run(
        [sys.executable, "-c", begun + code], cwd=ROOT, env=environment, check=False
    ).returncode


@pytest.mark.parametrize(
    ("place", "entries"),
    [
        ("_index_texts", 0),  # within the transaction that writes the entries
        ("_finish", 3),  # the entries are written, their rows are not done
    ],
)
def test_indexer_that_is_killed_leaves_its_rows_and_the_next_loses_nothing(place: str, entries: int) -> None:
    made = [published_product(title=f"Cà phê {number}") for number in range(3)]
    sync.reindex()
    ProductEntry.objects.all().delete()
    IndexTask.objects.all().delete()
    sync.queue_products(product.pk for product in made)

    assert elsewhere(KILLED_AT.format(place=place)) == -signal.SIGKILL
    assert ProductEntry.objects.count() == entries
    assert sorted(IndexTask.objects.values_list("product_id", "attempts")) == [
        (product.pk, 0) for product in made
    ]

    assert sync.index_waiting() == 3
    assert not IndexTask.objects.exists()
    assert check.find_differences().keys == ()
    assert sorted(titles(ask("ca phe"))) == ["Cà phê 0", "Cà phê 1", "Cà phê 2"]


def test_rule_that_another_process_saves_steers_the_next_question_here() -> None:
    shelf = category("Đồ uống", "do-uong")
    coffee, tea = (on_shelf(title, category=shelf, description="Thơm.") for title in ("Cà phê", "Trà vằng"))
    assert titles(ask("nước đen")) == []
    saved = (
        "from search.models import HiddenPhrase, PinnedGoods, SynonymSet\n"
        "SynonymSet.objects.create(names='nước đen\\ncà phê', kind='equal', unless='')\n"
        f"PinnedGoods.objects.create(phrase='cà phê', product_id={tea.pk}, position=1, reason='x')\n"
    )
    assert elsewhere(saved) == 0
    assert titles(ask("nước đen")) == ["Cà phê"]
    assert [hit.product_id for hit in ask("cà phê").hits] == [tea.pk, coffee.pk]
    assert elsewhere("from search.models import SynonymSet\nSynonymSet.objects.get().delete()\n") == 0
    assert titles(ask("nước đen")) == []
