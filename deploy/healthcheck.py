"""Asks this container's web server whether it answers, under a name that it accepts."""

import os
import sys
import urllib.request


def main() -> int:
    """Return 0 where /healthz answers 200."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310 - the same
            return 0 if response.status == 200 else 1  # noqa: PLR2004
    except OSError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
