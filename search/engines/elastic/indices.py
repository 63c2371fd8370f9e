"""Names and aliases.

An index is called ``<prefix>-<layout>-<time>``. ``<prefix>-reading-<layout>`` is the alias that is read: an
index of another layout is never asked, whatever was released meanwhile. Every index
with the alias ``<prefix>-writing`` is written: the one that is read, the one being built beside it, and
the one before, which ``<prefix>-before`` names, so that the way back leads to fresh goods.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.elastic.client import MERGE_SECONDS, WRITE_SECONDS, asking
from search.engines.elastic.documents import SETTINGS, build_mapping, layout_hash


@dataclass(frozen=True, slots=True)
class Indices:
    """The indices of one floor on one Elasticsearch."""

    client: Elasticsearch
    prefix: str

    @property
    def reading(self) -> str:
        """Return the alias that questions go to."""
        return f"{self.prefix}-reading-{layout_hash()}"

    @property
    def _writing(self) -> str:
        return f"{self.prefix}-writing"

    @property
    def _before(self) -> str:
        return f"{self.prefix}-before"

    def written(self) -> list[str]:
        """Return every index that has to be kept fresh; none before the first was built.

        The one that is read is, whatever else was done to its aliases.
        """
        return sorted({*self._behind(self._writing), *self._behind(self.reading)})

    def current(self) -> str | None:
        """Return the index that is read, or ``None``."""
        return next(iter(self._behind(self.reading)), None)

    def before(self) -> str | None:
        """Return the index that was read before it, or ``None``."""
        return next(iter(self._behind(self._before)), None)

    def is_current_layout(self) -> bool:
        """Whether the index that is read was made for the documents of today."""
        return self._is_of_today(self.current())

    def _is_of_today(self, name: str | None) -> bool:
        return name is not None and name.startswith(f"{self.prefix}-{layout_hash()}-")

    def create(self) -> str:
        """Make an empty index that is written from now on and read by nobody; return its name."""
        name = f"{self.prefix}-{layout_hash()}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        with asking("a new index"):
            self._patient.indices.create(
                index=name,
                settings=SETTINGS,
                mappings=build_mapping().to_dict(),
                aliases={self._writing: {}},
            )
        return name

    def promote(self, name: str) -> None:
        """Read ``name`` from now on, in one step; what was read becomes the way back."""
        current = self.current()
        # Taken from whichever has it when this is carried out: two that are read would show everything twice.
        actions: list[dict[str, Any]] = [
            self._taken(self.reading),
            {"add": {"index": name, "alias": self.reading}},
        ]
        actions.append(self._taken(self._before))
        if current and current != name:
            actions.append({"add": {"index": current, "alias": self._before}})
        with asking("a swap of aliases"):
            self._patient.indices.update_aliases(actions=actions)

    def _taken(self, alias: str) -> dict[str, Any]:
        return {"remove": {"index": f"{self.prefix}-*", "alias": alias, "must_exist": False}}

    def drop_others(self, newest: str) -> None:
        """Delete what is neither read nor the way back, and older than ``newest``: another may be building a newer one."""
        kept = {self.current(), self.before()}
        for stale in self._all():
            if stale not in kept and _time_of(stale) < _time_of(newest):
                self.drop(stale)

    def drop_left_over(self) -> list[str]:
        """Delete what no release reads and none goes back to, and return it: what a build left that was killed.

        It was written along for nothing. Call it while nobody builds.
        """
        left = [name for name, aliases in self._aliases().items() if not aliases - {self._writing}]
        for name in left:
            self.drop(name)
        return left

    def go_back(self) -> str | None:
        """Read the index before again; return its name, or ``None`` where there is none that today's questions fit.

        One of another layout lacks fields that they ask for, and the next sweep would build a new one in its place:
        the way back to it is the release that made it, which builds its own.
        """
        before = self.before()
        if before is None or not self._is_of_today(before):
            return None
        self.promote(before)
        return before

    def drop(self, name: str) -> None:
        """Delete an index; one that is gone is no error."""
        with asking(name):
            self._patient.options(ignore_status=404).indices.delete(index=name)

    def refresh(self, name: str) -> None:
        """Let what was written be found."""
        with asking(name):
            self._patient.indices.refresh(index=name)

    def count_pieces(self, name: str) -> int:
        """Return of how many segments an index is read."""
        with asking(name):
            found = self._patient.indices.segments(index=name)["indices"].values()
            shards = [copy for index in found for copies in index["shards"].values() for copy in copies]
            return max(
                (sum(one["search"] for one in copy["segments"].values()) for copy in shards), default=0
            )

    def merge(self, name: str) -> None:
        """Make one segment of all that an index holds: each word is then looked up once, not in twenty places."""
        with asking(name):
            self.client.options(request_timeout=MERGE_SECONDS).indices.forcemerge(
                index=name, max_num_segments=1
            )

    def count(self, name: str) -> int:
        """Return how many documents an index holds."""
        with asking(name):
            return int(self._patient.count(index=name)["count"])

    @property
    def _patient(self) -> Elasticsearch:
        return self.client.options(request_timeout=WRITE_SECONDS)

    def _behind(self, alias: str) -> list[str]:
        with asking(alias):
            try:
                return sorted(self._patient.indices.get_alias(name=alias))
            except NotFoundError:
                return []

    def _all(self) -> list[str]:
        return sorted(self._aliases())

    def _aliases(self) -> dict[str, set[str]]:
        """Return every index of this floor with its aliases."""
        with asking(self.prefix):
            found = self._patient.indices.get(
                index=f"{self.prefix}-*", allow_no_indices=True, features="aliases"
            )
            # Another floor's names may begin with this floor's prefix: «san» and «san-hue».
            own = re.compile(rf"{re.escape(self.prefix)}-[0-9a-f]{{8}}-[0-9]+")
            return {name: set(found[name]["aliases"]) for name in found if own.fullmatch(name)}


def _time_of(name: str) -> str:
    return name.rpartition("-")[2]
