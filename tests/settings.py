"""The settings of the test suite: nothing leaves the process, files go to a folder that is thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["ENVIRONMENT"] = "test"
_ROOT = Path(tempfile.mkdtemp(prefix="floor-tests-"))
atexit.register(shutil.rmtree, _ROOT, ignore_errors=True)
os.environ["VAR_ROOT"] = str(_ROOT)
(_ROOT / "static").mkdir()  # nothing is collected, and nobody is warned about it
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_ROOT / 'floor.sqlite3'}"
# Tests that want Elasticsearch ask for it by name (tests/servers.py); the others must not depend on one.
if _elasticsearch := os.environ.pop("ELASTICSEARCH_URL", ""):
    os.environ["TEST_ELASTICSEARCH_URL"] = _elasticsearch

from marketplace.config.settings import *  # noqa: E402, F403 - the variables have to be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PAGE_CACHE_SECONDS = 0
STORAGES = {
    **STORAGES,  # noqa: F405 - from the star above
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {"default": _MEMORY, "marks": _MEMORY, "pages": _MEMORY}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - as above
    # In memory two threads would share one connection's locks; in a file they wait for each other, as
    # they do in a real installation. Nothing here has to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(_ROOT / "tests.sqlite3")}  # noqa: F405 - as above
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405 - as above
