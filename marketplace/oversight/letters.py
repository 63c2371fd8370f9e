"""Which stall a letter is about, read from its key: letters of the time before they said it themselves.

A key names the occasion, and each occasion belongs to one stall; what cannot be looked up any more stays as
it is. (A letter about a dossier says its number, which is enough for the desk.) Called by a migration, so it asks
for models by name.
"""

from typing import Any, Final

_BATCH: Final = 500
_KEY_DIGITS: Final = 18
# By the letter's kind: the model that its key names, by which column, and where its stall is.
_OCCASIONS: Final = {
    "listing_licence_ended": ("listings", "Listing", "pk", "stall_id"),
    "listing_moved": ("oversight", "TakeDown", "pk", "listing__stall_id"),
    "stall_document_expiring": ("stalls", "DossierDocument", "pk", "dossier__stall_id"),
    "stall_order_new": ("fulfilment", "StallOrder", "number", "stall_id"),
    "stall_part_cancelled": ("fulfilment", "StallOrder", "number", "stall_id"),
    "stall_part_waits": ("fulfilment", "StallOrder", "number", "stall_id"),
    "stall_reopened": ("stalls", "StallSuspension", "pk", "stall_id"),
    "stall_suspended": ("stalls", "StallSuspension", "pk", "stall_id"),
    "stall_suspension_announced": ("stalls", "SuspensionNotice", "pk", "stall_id"),
}
_DECIDED: Final = "listing_decided"
_GOODS: Final = "goods"


def name_stalls_of_letters(apps: Any) -> int:
    """Write into each letter which stall it is about, where its key tells it. Returns how many. Idempotent."""
    message = apps.get_model("notifications", "Message")
    nameless = message.objects.exclude(context__has_key="stall_key")
    about_stall = nameless.filter(kind__in=[*_OCCASIONS, _DECIDED])
    named = 0
    batch: list[Any] = []
    for letter in about_stall.order_by("pk").iterator(chunk_size=_BATCH):
        stall = _stall_of(apps, letter.kind, letter.key.split(":"))
        if stall is None:
            continue
        letter.context = {**letter.context, "stall_key": stall}
        batch.append(letter)
        named += 1
    message.objects.bulk_update(batch, ["context"], batch_size=_BATCH)
    return named


def _stall_of(apps: Any, kind: str, key: list[str]) -> int | None:
    """Return the stall of the occasion, or nothing where it is not known any more."""
    if len(key) < 2 or key[0] != kind:  # noqa: PLR2004 - a kind and what it happened to
        return None
    if kind == _DECIDED:
        return _stall_of_task(apps, key[1])
    app, model, column, path = _OCCASIONS[kind]
    named = key[1]
    if kind == "stall_document_expiring" and named == _GOODS:
        app, model, column, path = _OCCASIONS["listing_licence_ended"]
        named = key[2] if len(key) > 2 else ""  # noqa: PLR2004 - the listing stands behind the word
    if column == "pk" and not _is_key(named):
        return None
    rows = apps.get_model(app, model).objects.filter(**{column: named})
    stall: int | None = rows.values_list(path, flat=True).first()
    return stall


def _stall_of_task(apps: Any, named: str) -> int | None:
    if not _is_key(named):
        return None
    task = apps.get_model("wagtailcore", "TaskState").objects.filter(pk=named)
    listing = task.values_list("revision__object_id", flat=True).first()
    if listing is None or not _is_key(listing):
        return None
    rows = apps.get_model("listings", "Listing").objects.filter(pk=listing)
    stall: int | None = rows.values_list("stall_id", flat=True).first()
    return stall


def _is_key(named: str) -> bool:
    return named.isascii() and named.isdecimal() and len(named) <= _KEY_DIGITS
