"""Which version of the rules a person agrees to. The pages live far above; they register who to ask."""

from collections.abc import Callable, Mapping

Provider = Callable[[], Mapping[str, str]]

# The documents that signing up and ordering ask to agree to, by the slug of their page.
AGREED = ("quy-che", "bao-mat")
# What is recorded while a document has no page yet: there was nothing to read.
UNPUBLISHED = "0"

_providers: list[Provider] = []


def register_versions(provider: Provider) -> None:
    """Ask ``provider`` for versions from now on; it answers {slug: version} for the pages it has."""
    if provider not in _providers:
        _providers.append(provider)


def document_versions() -> dict[str, str]:
    """Return the version now in force of every document in ``AGREED``."""
    known: dict[str, str] = {}
    for provider in _providers:
        known.update(provider())
    return {slug: known.get(slug, UNPUBLISHED) for slug in AGREED}
