"""The caches of a floor without Redis: each process has its own, but for the marks, which are files."""

from pathlib import Path
from typing import Any

_BACKENDS = "django.core.cache.backends"


def caches_of(process: str, shared: Path) -> dict[str, Any]:
    """Return the setting of one process among several that share the folder."""
    own = {"BACKEND": f"{_BACKENDS}.locmem.LocMemCache", "LOCATION": process}
    marks = {"BACKEND": f"{_BACKENDS}.filebased.FileBasedCache", "LOCATION": shared}
    return {"default": own, "pages": own, "marks": marks}
