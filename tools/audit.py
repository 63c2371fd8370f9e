"""Lighthouse on a phone profile against a demo floor of its own, which also shows that the demo starts and stops.

Each page is measured three times. Performance is the median, because it is a simulation on a busy
machine; accessibility, best practices and search are facts, so the worst run counts.
"""

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.compile_messages import ROOT
from tools.servers import free_port

RUNS = 3
# A browser that has just been installed sometimes records nothing the first time; a true fault fails each time.
TRIES = 3
START_SECONDS = 240
THRESHOLDS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
CHROME_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


class AuditError(Exception):
    """The audit cannot be made; the message says what is missing."""


@dataclass(frozen=True)
class Result:
    """The scores of one page and what kept them from being higher."""

    page: str
    scores: dict[str, int]
    complaints: list[str]

    @property
    def passed(self) -> bool:
        """Whether every score reaches its threshold."""
        return all(self.scores[name] >= least for name, least in THRESHOLDS.items())


def lighthouse() -> Path:
    """Return the program, installed from npm when it is not there in the wanted version."""
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]["lighthouse"]
    installed = ROOT / "node_modules/lighthouse/package.json"
    if not installed.exists() or json.loads(installed.read_text())["version"] != wanted:
        if shutil.which("npm") is None:
            raise AuditError("npm is not installed (Debian: apt-get install nodejs npm)")
        print("Installing Lighthouse …", flush=True)
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel", "error"]
        subprocess.run(command, cwd=ROOT, check=True)
    return ROOT / "node_modules/.bin/lighthouse"


def browser() -> str:
    """Return the path of Chromium."""
    path = os.environ.get("CHROME_PATH") or os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        raise AuditError("Chromium is not installed (Debian: apt-get install chromium)")
    return path


def start_demo(var: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a demo floor and return when it is ready."""
    environment = {**os.environ, "VAR_ROOT": str(var), "PORT": str(port)}
    for name in ("DATABASE_URL", "TEST_DATABASE_URL", "REDIS_URL", "ENVIRONMENT"):
        environment.pop(name, None)
    started = time.monotonic()
    demo = subprocess.Popen([sys.executable, "-m", "tools.demo"], cwd=ROOT, env=environment)
    while time.monotonic() - started < START_SECONDS:
        if demo.poll() is not None:
            raise AuditError(f"the demo ended with code {demo.returncode} before it was ready")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=5):
                print(f"The demo was ready after {time.monotonic() - started:.0f} s.", flush=True)
                return demo
        except OSError:
            time.sleep(0.5)
    stop_demo(demo)
    raise AuditError(f"the demo was not ready after {START_SECONDS} s")


def stop_demo(demo: subprocess.Popen[bytes]) -> None:
    """Stop the demo as Ctrl-C would; raise AuditError where that takes long or fails."""
    if demo.poll() is not None:
        raise AuditError(f"the demo ended by itself with code {demo.returncode}")
    demo.send_signal(signal.SIGINT)
    try:
        code = demo.wait(15)
    except subprocess.TimeoutExpired:
        demo.kill()
        raise AuditError("the demo did not stop within 15 s of Ctrl-C") from None
    if code:
        raise AuditError(f"the demo stopped with code {code}")


def pages(address: str) -> dict[str, str]:
    """Return the pages to look at; the product is the first of the list."""
    with urllib.request.urlopen(f"{address}/san-pham/", timeout=20) as response:  # noqa: S310 - our own demo
        found = re.search(r'href="(/san-pham/[^"/?]+/)"', response.read().decode())
    if not found:
        raise AuditError("the list of goods links to no product")
    return {"home": f"{address}/", "list": f"{address}/san-pham/", "product": address + found[1]}


def look(program: Path, url: str, report: Path) -> dict[str, Any]:
    """Return one report of Lighthouse; a run that recorded nothing is said so and made again."""
    for _lost in range(TRIES - 1):
        try:
            return _run(program, url, report)
        except AuditError as error:
            print(f"{error}\nOnce more …", flush=True)
    return _run(program, url, report)


def _run(program: Path, url: str, report: Path) -> dict[str, Any]:
    command = [
        str(program), url, "--quiet", "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(THRESHOLDS)}", f"--chrome-flags={CHROME_FLAGS}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": browser()}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180
        )
    except subprocess.TimeoutExpired as error:
        raise AuditError(f"Lighthouse did not end on {url}") from error
    if done.returncode:
        raise AuditError(f"Lighthouse failed on {url}: {done.stderr.strip()[-600:]}")
    read: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if (fault := read.get("runtimeError")) is not None:
        raise AuditError(f"Lighthouse saw nothing on {url}: {fault.get('message', '')[:600]}")
    return read


def complaints(report: dict[str, Any]) -> list[str]:
    """Return what a report finds fault with, in the categories that did not reach their threshold."""
    found = []
    for name, least in THRESHOLDS.items():
        category = report["categories"][name]
        if round(category["score"] * 100) >= least:
            continue
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if audit["score"] is not None and audit["score"] < 0.9 and reference["weight"]:  # noqa: PLR2004
                found.append(f"{name}: {audit['title']} {audit.get('displayValue', '')}".rstrip())
    return found


def measure(program: Path, name: str, url: str, folder: Path) -> Result:
    """Look at a page three times."""
    reports = [look(program, url, folder / f"{name}-{run}.json") for run in range(1, RUNS + 1)]
    scores = {}
    for category in THRESHOLDS:
        each = [round(report["categories"][category]["score"] * 100) for report in reports]
        scores[category] = round(statistics.median(each)) if category == "performance" else min(each)
    return Result(name, scores, sorted({line for report in reports for line in complaints(report)}))


def table(results: list[Result]) -> str:
    """Return the scores as a table, and below it what was found."""
    lines = [f"{'page':<10}" + "".join(f"{name:>16}" for name in THRESHOLDS)]
    lines += [
        f"{each.page:<10}" + "".join(f"{each.scores[name]:>16}" for name in THRESHOLDS) for each in results
    ]
    lines.append(f"{'at least':<10}" + "".join(f"{least:>16}" for least in THRESHOLDS.values()))
    lines += [f"  {each.page}: {line}" for each in results for line in each.complaints]
    return "\n".join(lines)


def main() -> int:
    """Audit the three main pages."""
    var, port = ROOT / "var" / "audit", free_port()
    reports = var / "lighthouse"
    reports.mkdir(parents=True, exist_ok=True)
    try:
        program = lighthouse()
        browser()
        demo = start_demo(var, port)
        try:
            address = f"http://localhost:{port}"
            results = [measure(program, name, url, reports) for name, url in pages(address).items()]
        finally:
            stop_demo(demo)
    except AuditError as error:
        print(f"No audit: {error}", file=sys.stderr)
        return 1
    print(f"\nLighthouse, phone profile, median or worst of {RUNS}\n\n{table(results)}\n")
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
