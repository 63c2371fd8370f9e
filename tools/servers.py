"""Starts a throwaway PostgreSQL, Redis and Elasticsearch on free loopback ports, and stops them again.

Only the standard library is used, because continuous integration calls this before anything is
installed. Nothing outside the given folder is touched: a PostgreSQL of the machine keeps its own.
"""

import argparse
import contextlib
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.services.elasticsearch import server as elasticsearch

_WAIT_SECONDS = 30
# The jars are laid out once for all folders.
_ELASTICSEARCH_HOME = Path(__file__).resolve().parent.parent / "var" / "elasticsearch" / "home"


class ServerError(Exception):
    """A server is not installed or did not start; the message says which and where its log is."""


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_program(name: str) -> str:
    """Return the path of a PostgreSQL program; Debian keeps the newest outside the PATH."""
    homes = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda home: float(home.parent.name), reverse=True
    )
    for home in homes:
        if (home / name).exists():
            return str(home / name)
    found = shutil.which(name)
    if found is None:
        raise ServerError(f"{name} is not installed (Debian: apt-get install postgresql)")
    return found


def _run_as_postgres(command: Sequence[str], folder: Path) -> None:
    """Run a PostgreSQL program; it refuses to run as root, so root lends it another name."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServerError(f"{' '.join(command)} failed: {done.stderr.strip() or done.stdout.strip()}")


def start_postgres(folder: Path, *, settings: Sequence[str] = ()) -> str:
    """Make a cluster in ``folder``, start it, and return the URL of an empty database on it."""
    home = folder / "postgres"
    home.mkdir(parents=True)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
        folder.chmod(folder.stat().st_mode | 0o011)  # the other name has to be able to walk here
    port, data = free_port(), home / "data"
    _run_as_postgres(
        [_postgres_program("initdb"), "-D", str(data), "-U", "floor", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        home,
    )  # fmt: skip
    options = [
        f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={home}",
        "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120", *settings,
    ]  # fmt: skip
    _run_as_postgres(
        [_postgres_program("pg_ctl"), "-D", str(data), "-l", str(home / "log"), "-w", "-t", str(_WAIT_SECONDS),
         "-o", " ".join(f"-c {shlex.quote(option)}" for option in options), "start"],
        home,
    )  # fmt: skip
    _run_as_postgres(
        [_postgres_program("createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "floor", "floor"], home
    )
    return f"postgres://floor@127.0.0.1:{port}/floor"


def stop_postgres(folder: Path) -> None:
    """Stop the cluster in ``folder``, if one was started."""
    data = folder / "postgres" / "data"
    if (data / "postmaster.pid").exists():
        command = [_postgres_program("pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"]
        _run_as_postgres(command, folder / "postgres")


def start_redis(folder: Path) -> str:
    """Start a Redis that keeps nothing and return its URL."""
    program = shutil.which("redis-server")
    if program is None:
        raise ServerError("redis-server is not installed (Debian: apt-get install redis-server)")
    home, port = folder / "redis", free_port()
    home.mkdir(parents=True)
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
         "--dir", str(home), "--logfile", str(home / "log")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    (home / "pid").write_text(str(process.pid))
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"redis://127.0.0.1:{port}/0"
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise ServerError(f"Redis did not start, see {home / 'log'}")


def stop_redis(folder: Path) -> None:
    """Stop the Redis in ``folder``, if one was started."""
    pid = folder / "redis" / "pid"
    if pid.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGTERM)
        pid.unlink()


def start_elasticsearch(folder: Path, *, heap: str = "512m") -> str:
    """Start an Elasticsearch that keeps its data in ``folder`` and return its URL."""
    port = free_port()
    try:
        process = elasticsearch.start(
            home=_ELASTICSEARCH_HOME, data=folder / "elasticsearch", port=port, heap=heap
        )
    except elasticsearch.ElasticsearchError as error:
        raise ServerError(str(error)) from error
    (folder / "elasticsearch" / "pid").write_text(str(process.pid))
    return f"http://127.0.0.1:{port}"


def stop_elasticsearch(folder: Path) -> None:
    """Stop the Elasticsearch in ``folder``, if one was started."""
    pid = folder / "elasticsearch" / "pid"
    if pid.exists():
        elasticsearch.stop(int(pid.read_text()))
        pid.unlink()


_STARTERS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "postgres": ("TEST_DATABASE_URL", start_postgres),
    "redis": ("REDIS_URL", start_redis),
    "elasticsearch": ("ELASTICSEARCH_URL", start_elasticsearch),
}


def main() -> int:
    """``start FOLDER [SERVER …]`` prints what the shell has to export; ``stop FOLDER`` ends them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "servers", nargs="*", metavar="SERVER", help=f"of {', '.join(_STARTERS)}; all unless named"
    )
    options = parser.parse_args()
    folder = options.folder.resolve()
    try:
        if options.action == "start":
            folder.mkdir(parents=True, exist_ok=True)
            for name in options.servers or _STARTERS:
                variable, start = _STARTERS[name]
                print(f"export {variable}={shlex.quote(start(folder))}", flush=True)
        else:
            stop_elasticsearch(folder)
            stop_redis(folder)
            stop_postgres(folder)
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
