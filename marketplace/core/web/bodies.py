"""Gives a length to bodies that come without one, so that everything further in can rely on it.

A client or a proxy may send a body in chunks and say nothing of its size. Django reads what
``CONTENT_LENGTH`` says and no more: such a form would arrive empty, and its sender be told that nothing was
filled in.
"""

import tempfile
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# In the environment of a request whose body was longer than anybody may send; what follows was not read.
CUT: Final = "floor.body_is_cut"
_PIECE: Final = 65_536
_IN_MEMORY: Final = 1_000_000


def measure_bodies(application: Application) -> Application:
    """Take in a body of unknown length, at most ``MAX_UPLOAD_BYTES`` and a byte, before ``application`` is asked."""

    def measured(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" not in environ:
            return application(environ, start_response)
        most = settings.MAX_UPLOAD_BYTES
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            left = most + 1
            while left > 0 and (piece := environ["wsgi.input"].read(min(left, _PIECE))):
                body.write(piece)
                left -= len(piece)
            length = body.tell()
            body.seek(0)
            known = {"CONTENT_LENGTH": str(length), "wsgi.input": body, CUT: length > most}
            return application({**environ, **known}, start_response)

    return measured
