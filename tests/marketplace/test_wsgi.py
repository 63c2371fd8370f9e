"""What a new process of the web server has done before anyone asks it."""

import os
import subprocess
import sys

from tools.compile_messages import ROOT

_ASK = "import sys, marketplace.config.wsgi; print(*sorted(sys.modules))"


def test_addresses_are_read_before_the_first_question() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASK], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    assert {"marketplace.config.urls", "marketplace.desk.urls", "search.urls"} <= {*done.stdout.split()}
