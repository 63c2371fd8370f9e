"""Static files under names with a hash, so that a browser may keep them for ever."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001 - the only door there is


class FloorStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the imports of our ES modules too; packages import by names that no file has."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)
