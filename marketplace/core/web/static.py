"""Static files under names with a hash, so that a browser may keep them for ever."""

from typing import Any

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001 - the only door there is

# The back office's own files go out as they are: packing them takes a minute of two cores at every
# installation, and only officers and editors load them, once.
_UNPACKED = ("wagtail", "treebeard/", "django_tables2/", "django_htmx/", "taggit/")


class FloorStaticFiles(StaticFilesConfig):
    """Leaves out the files of Oscar's stock pages and dashboard, which are not mounted."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "oscar"]


class FloorStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the imports of our ES modules too; packages import by names that no file has."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)

    def compress_files(self, paths: Any) -> Any:
        """Pack what shoppers load."""
        return super().compress_files([path for path in paths if not path.startswith(_UNPACKED)])
