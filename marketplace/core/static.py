"""Static files under names with a hash, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FloorStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the imports of ES modules too."""

    support_js_module_import_aggregation = True
