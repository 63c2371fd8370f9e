"""The commands that measure work on a database as ``migrate`` leaves it: no fixtures, no worker.

It is made the quick way, which leaves the same (``tests/project/test_fresh_database.py``).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from tests.project.tree import ROOT
from tests.search.helpers import some_products
from tests.servers import elasticsearch_url


def run(*command: str, var: Path, **more: str) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.endswith("ELASTICSEARCH_URL")
    }
    environment |= {
        "DATABASE_URL": f"sqlite:///{var}/floor.sqlite3",
        "VAR_ROOT": str(var),
        "ENVIRONMENT": "test",
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
        **more,
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.long
@pytest.mark.needs_elasticsearch
def test_load_and_run_right_after_migrate(tmp_path: Path) -> None:
    run("-m", "tools.fresh_database", var=tmp_path)
    products, queries, out = some_products(tmp_path, 40), tmp_path / "queries.json", tmp_path / "run.json"
    queries.write_text(json.dumps({"queries": [{"id": "1", "query": "ca phe arabica khe sanh"}]}))
    url, prefix = elasticsearch_url() or "", f"test-{uuid4().hex[:12]}"
    more = {"ELASTICSEARCH_URL": url, "ELASTICSEARCH_PREFIX": prefix}
    try:
        assert run("manage.py", "search_load", "--products", str(products), var=tmp_path, **more).startswith(
            "40 new goods"
        )
        hits = {}
        for engine in ("database", "elasticsearch"):
            asked = ("--queries", str(queries), "--out", str(out), "--engine", engine)
            assert run("manage.py", "search_run", *asked, var=tmp_path, **more) == "1 questions.\n"
            (found,) = json.loads(out.read_text(encoding="utf-8")).values()
            assert found["error"] is None
            hits[engine] = found["hits"]
        assert hits["database"][0].startswith("QT-KS-")
        assert hits["elasticsearch"] == hits["database"]
    finally:
        with Elasticsearch(url) as client:
            for name in client.indices.get(index=f"{prefix}-*", allow_no_indices=True):
                client.indices.delete(index=name)
