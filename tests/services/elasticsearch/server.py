"""A real Elasticsearch without a container: its published jars, Java and Maven.

``python -m tests.services.elasticsearch.server`` runs one until Ctrl-C (``make elasticsearch``);
``tools.servers`` starts one for the suite. It answers on loopback only. Against the official image it
lacks scripts and most analyzers, none of which the floor uses.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
START_SECONDS = 90
STOP_SECONDS = 20
_HTTP_LAYER = "transport-netty4"
_DESCRIPTOR = f"META-INF/es-plugins/{_HTTP_LAYER}/plugin-descriptor.properties"


class ElasticsearchError(Exception):
    """Something is missing or the server did not start; the message says what."""


def program(name: str) -> str:
    """Return the path of a program of the Java world."""
    java_home = os.environ.get("JAVA_HOME")
    if name == "java" and java_home and (Path(java_home) / "bin/java").exists():
        return str(Path(java_home) / "bin/java")
    found = shutil.which(name)
    if found is None:
        raise ElasticsearchError(
            f"{name} is not installed (Debian: apt-get install openjdk-17-jdk-headless maven)"
        )
    return found


def prepare_home(home: Path) -> None:
    """Lay the server's folder out, unless it stands there for this very pom."""
    wanted = hashlib.sha256((HERE / "pom.xml").read_bytes()).hexdigest()
    stamp = home / "stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(home, ignore_errors=True)
    jars, module = home / "lib", home / "modules" / _HTTP_LAYER
    module.mkdir(parents=True)
    (home / "config").mkdir()
    command = [program("mvn"), "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies",
               f"-DoutputDirectory={jars}", "-DincludeScope=runtime"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ElasticsearchError(f"Maven did not get the jars: {(done.stdout or done.stderr).strip()[-800:]}")
    for pattern in ("netty-*.jar", f"{_HTTP_LAYER}-*.jar"):
        for jar in jars.glob(pattern):
            jar.rename(module / jar.name)
    (layer,) = module.glob(f"{_HTTP_LAYER}-*.jar")
    with zipfile.ZipFile(layer) as archive:
        lines = archive.read(_DESCRIPTOR).decode().splitlines()
    # Without the name of its Java module: the jars stand on the class path.
    kept = [line for line in lines if not line.startswith("modulename")]
    (module / "plugin-descriptor.properties").write_text("\n".join(kept) + "\n")
    stamp.write_text(wanted)


def command(home: Path, data: Path, port: int, *, heap: str) -> list[str]:
    """Return the command line of a node."""
    return [
        program("java"), f"-Xms{heap}", f"-Xmx{heap}", *_collector(heap), "-XX:TieredStopAtLevel=4",
        "-Dlog4j2.disable.jmx=true", "-cp", f"{home / 'lib'}/*", str(HERE / "Launcher.java"),
        str(home), str(data), str(port),
    ]  # fmt: skip


def _collector(heap: str) -> list[str]:
    """Return how garbage is collected: as the official image does it where much is held, else with the least of overhead.

    The serial collector leaves garbage lie until the heap is full, which Elasticsearch counts as in use: it then
    refuses to index.
    """
    if heap.endswith("g"):
        return ["-XX:+UseG1GC", "-XX:G1ReservePercent=25", "-XX:InitiatingHeapOccupancyPercent=30"]
    return ["-XX:+UseSerialGC"]


def start(*, home: Path, data: Path, port: int, heap: str = "512m") -> subprocess.Popen[bytes]:
    """Start a node on an empty or known data folder and return when it answers; raise ElasticsearchError if not."""
    prepare_home(home)
    data.mkdir(parents=True, exist_ok=True)
    with (data / "out.log").open("ab") as log:
        process = subprocess.Popen(
            command(home, data, port, heap=heap),
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(port):
            return process
        time.sleep(0.1)
    stop(process.pid)
    words = (data / "out.log").read_text(errors="replace")[-1500:]
    raise ElasticsearchError(f"Elasticsearch did not start; the end of {data / 'out.log'}:\n{words}")


def answers(port: int) -> bool:
    """Whether a node on ``port`` says that it is well."""
    url = f"http://127.0.0.1:{port}/_cluster/health"
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as response:
        return bool(response.status == 200)
    return False


def stop(pid: int) -> None:
    """End the node with this process id, in the hard way if it does not listen (a stopped one cannot)."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sent)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if not _is_alive(pid):
                return
            time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> int:
    """Run a node in the foreground: ``server.py [PORT]``; its home and data stand under ``var/``."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 9200
    root = HERE.parents[2] / "var" / "elasticsearch"
    try:
        process = start(home=root / "home", data=root / "data", port=port)
    except ElasticsearchError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command prints
        return 1
    print(f"ELASTICSEARCH_URL=http://127.0.0.1:{port}   (Ctrl-C stops it)", flush=True)  # noqa: T201 - as above
    with contextlib.suppress(KeyboardInterrupt):
        process.wait()
    stop(process.pid)
    return 0


if __name__ == "__main__":
    sys.exit(main())
