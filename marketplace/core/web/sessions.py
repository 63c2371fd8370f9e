"""Sessions in rows, of which a request writes what it changed and leaves the rest as it stands by then.

Django writes the whole session when an answer is ready, as it was when the request began. Of two requests at once,
such as a form that renews itself in the background and the button that leads on, the slower one would take back
what the faster one kept.
"""

from copy import deepcopy
from typing import Any

from django.contrib.sessions.backends import db
from django.db import router, transaction


class SessionStore(db.SessionStore):
    """Django's sessions, written key by key."""

    _as_read: dict[str, Any] | None = None

    def load(self) -> dict[str, Any]:
        """Read the session, and remember how it was."""
        data: dict[str, Any] = super().load()
        self._as_read = deepcopy(data)
        return data

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django calls it
        """Write what changed since :meth:`load`; raise UpdateError where the session ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
        else:
            with transaction.atomic(using=router.db_for_write(self.model)):
                self._take_in_what_others_wrote()
                super().save()
        self._as_read = deepcopy(dict(self.items()))

    def _take_in_what_others_wrote(self) -> None:
        row = self.model.objects.select_for_update().filter(session_key=self.session_key).first()
        if row is None or self._as_read is None:
            return
        mine, read = dict(self.items()), self._as_read
        changed = {key: value for key, value in mine.items() if key not in read or read[key] != value}
        removed = read.keys() - mine.keys()
        theirs = {key: value for key, value in self.decode(row.session_data).items() if key not in removed}
        self._session_cache = theirs | changed
