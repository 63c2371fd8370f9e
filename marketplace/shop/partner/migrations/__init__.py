"""Oscar's own migrations, followed by ours: this folder holds only what we added."""

from pathlib import Path

import oscar.apps.partner.migrations as stock

__path__ = [str(Path(__file__).parent), *stock.__path__]
