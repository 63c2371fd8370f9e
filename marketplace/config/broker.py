"""The embedded broker of the demo: kombu's folder of messages, of which no half-written one is ever seen.

Kombu opens a message's file under its final name, then locks and fills it, and reads without asking for
the lock. A worker that looks in between finds an empty file and dies of it.
"""

import contextlib
import logging
import os
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Writes under another name first; a file gets its own name when it is whole."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # kombu's two parents differ
        # Names sort by time, across restarts of the machine too, and end as the reader expects.
        name = f"{time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out) / name
        draft = whole.with_name(f"{name}.new")
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.replace(whole)

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002 - kombu's signature
        try:
            return super()._get(queue)
        except ValueError:
            # Cut short by a full disk or a power cut. It is out of the folder already, and whoever asked
            # for the work left a row that a sweeper finds.
            logger.warning("A message in %s could not be read and was dropped.", queue)
            raise Empty from None

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        file: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # newer than the stubs
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            draft = file.with_name(f"{file.name}.{uuid.uuid4()}")
            draft.write_text("[]", encoding="utf-8")
            with contextlib.suppress(FileExistsError):  # another process was first, with the same
                os.link(draft, file)
            draft.unlink()
        super()._queue_bind(exchange, routing_key or "", pattern or "", queue or "")


class Transport(filesystem.Transport):
    """Kombu's transport with our channel."""

    Channel = Channel


def install() -> None:
    """Take the place of kombu's own behind ``filesystem://``."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
