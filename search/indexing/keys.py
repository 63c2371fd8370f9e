"""Many keys in one condition, sent as one value.

Saying a thousand keys one by one takes Django and the driver longer than the database needs to look them up.
"""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def listed(keys: Iterable[int]) -> RawSQL:
    """Return these keys as a subquery, for ``…__in``."""
    given = list(keys)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", (given,))
    return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(given),))
