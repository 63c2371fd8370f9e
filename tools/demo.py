"""The demo floor, from nothing to an open door, and closed again within seconds of Ctrl-C.

It prepares what is missing, then runs the web server and the task worker. A child that dies is never
restarted in silence: its last words are shown and everything stops. What was prepared once (database,
pictures, static files) is kept under ``var/`` with a digest of what it was made from, so that a second
start prepares only what changed.
"""

import fcntl
import hashlib
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.compile_messages import ROOT, compile_messages
from tools.processes import ChildDiedError, Family, Stopped, stop_on_signals

READY_SECONDS = 60.0
MANAGE = [sys.executable, "manage.py"]


class DemoError(Exception):
    """The demo cannot start; the message says why and what to do."""


def digest(patterns: Iterable[str], *facts: str) -> str:
    """Return a digest of the files that match, by path, size and time, and of what else matters."""
    total = hashlib.sha256("\n".join(facts).encode())
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                about = path.stat()
                total.update(f"{path.relative_to(ROOT)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return total.hexdigest()


class Stamps:
    """What was prepared, and from what."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def is_fresh(self, name: str, value: str) -> bool:
        """Whether ``name`` was prepared from just this."""
        return self._known.get(name) == value

    def is_known(self, name: str) -> bool:
        """Whether ``name`` was ever prepared."""
        return name in self._known

    def set(self, name: str, value: str) -> None:
        """Remember that ``name`` is prepared."""
        self._known[name] = value
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(self._known, indent=1))
        draft.replace(self._path)

    def forget_all(self) -> None:
        """Start anew."""
        self._known = {}


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def take_lock(var: Path) -> None:
    """Hold the folder for as long as this process lives."""
    var.mkdir(parents=True, exist_ok=True)
    handle = os.open(var / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DemoError(f"A demo floor is already running on {var}. Stop it first.") from None


def check_port(host: str, port: int) -> None:
    """Raise DemoError where somebody else listens already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise DemoError(
                f"Port {port} is taken ({error.strerror}). Choose another: make demo PORT={port + 1}"
            ) from None


def prepare(family: Family, var: Path) -> None:
    """Prepare what is missing or out of date; the drawing goes on beside the database."""
    stamps = Stamps(var / "stamps.json")
    database_url = os.environ.get("DATABASE_URL", "")
    if not database_url and not (var / "floor.sqlite3").exists():
        stamps.forget_all()
    lock = (ROOT / "requirements/base.txt").read_text()
    tables = digest(["*/**/migrations/*.py"], lock, database_url)
    pictures = digest(["fixtures/drawing/**/*", "fixtures/data/**/*"])
    goods = digest(["fixtures/**/*.py", "fixtures/data/**/*"], tables)
    static = digest(["themes/*/static/**/*"], lock)

    drawing = None
    if not stamps.is_fresh("pictures", pictures):
        say("Drawing the pictures …")
        # Where the drawings themselves changed, what lies there is drawn anew.
        again = ["--again"] if stamps.is_known("pictures") else []
        command = [sys.executable, "-m", "fixtures.drawing", "--out", str(var / "drawn"), *again]
        drawing = family.start("drawing", command, log=True)
    compile_messages(ROOT / "locale")
    if not stamps.is_fresh("tables", tables):
        say("Preparing the database …")
        family.finish(family.start("database", [sys.executable, "-m", "tools.fresh_database"]))
        stamps.set("tables", tables)
    collecting = None
    if not stamps.is_fresh("static", static):
        collecting = family.start("static", [*MANAGE, "collectstatic", "--noinput", "-v0"], log=True)
    if not stamps.is_fresh("goods", goods):
        say("Filling the stalls …")
        # The loader takes each picture as soon as it is drawn.
        patience = ["--patient"] if drawing else []
        command = [*MANAGE, "load_floor", *patience]
        family.finish(family.start("loader", command, env={"LOG_LEVEL": "ERROR"}))
    if drawing:
        family.finish(drawing)
        stamps.set("pictures", pictures)
    stamps.set("goods", goods)
    if collecting:
        family.finish(collecting)
        stamps.set("static", static)


def web_command(host: str, port: int) -> Sequence[str]:
    """Return the web server: one process, so that its cache in memory is one; eight threads."""
    return [
        sys.executable, "-m", "gunicorn", "marketplace.config.wsgi", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", os.environ.get("WEB_CONCURRENCY", "1"), "--threads", "8",
        "--graceful-timeout", "3", "--limit-request-line", "8190", "--no-control-socket",
    ]  # fmt: skip


def worker_command(var: Path) -> Sequence[str]:
    """Return the task worker with its clock."""
    return [
        sys.executable, "-m", "celery", "-A", "marketplace.config.celery", "worker", "-B",
        "--schedule", str(var / "beat"), "--concurrency", "2", "--loglevel", "INFO",
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip


def wait_until_ready(family: Family, address: str) -> None:
    """Return when the floor says that it can serve."""
    deadline = time.monotonic() + READY_SECONDS
    answer = "nothing yet"
    while time.monotonic() < deadline:
        family.check()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as response:  # noqa: S310 - our own address
                if response.status == 200:  # noqa: PLR2004
                    return
        except urllib.error.HTTPError as error:
            answer = f"{error.code} {error.read(300).decode(errors='replace')}"
        except OSError:
            pass
        time.sleep(0.1)
    raise DemoError(f"The floor did not get ready within {READY_SECONDS:.0f} s; /readyz answers: {answer}")


def welcome(address: str, var: Path, seconds: float) -> str:
    """Return what a visitor needs: where to look, and who to be."""
    lines = ["", f"  The floor is open: {address}/   (after {seconds:.0f} s; Ctrl-C closes it)", ""]
    accounts = var / "demo-accounts.json"
    if accounts.exists():
        people = json.loads(accounts.read_text(encoding="utf-8"))
        width = max(len(person["role"]) for person in people)
        post = max(len(person["email"]) for person in people)
        lines += [
            f"  {person['role']:<{width}}  {person['email']:<{post}}  {person['password']}  {address}{person['path']}"
            for person in people
        ]
        lines.append("")
        if any(person.get("secret") for person in people):
            lines += [f"  The back office also asks for a code: {address}/hop-thu/ma/ says it", ""]
    lines += [f"  Mail that was sent: {address}/hop-thu/", f"  Logs: {var / 'logs'}", ""]
    return "\n".join(lines)


def run(family: Family, *, host: str, port: int, var: Path) -> None:
    """Prepare, start, and watch until somebody stops us or a child dies."""
    started = time.monotonic()
    check_port(host, port)
    take_lock(var)
    prepare(family, var)
    address = f"http://localhost:{port}"
    family.start("web", web_command(host, port), log=True)
    family.start("worker", worker_command(var), log=True)
    wait_until_ready(family, address)
    say(welcome(address, var, time.monotonic() - started))
    while True:
        family.check()
        time.sleep(0.5)


def main() -> int:
    """Run the demo floor."""
    port, host = int(os.environ.get("PORT") or 8000), os.environ.get("HOST") or "127.0.0.1"
    var = Path(os.environ.get("VAR_ROOT") or ROOT / "var").resolve()
    env = {
        "SITE_URL": f"http://localhost:{port}",
        **os.environ,
        "VAR_ROOT": str(var),
        "PYTHONUNBUFFERED": "1",
    }
    family = Family(cwd=ROOT, env=env, logs=var / "logs")
    stop_on_signals()
    try:
        run(family, host=host, port=port, var=var)
    except Stopped:
        say("\nClosing …")
        return 0
    except (DemoError, ChildDiedError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    finally:
        family.stop()
        say("The floor is closed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
