"""One demo floor and one browser for all tests of this folder, and visitors that notice what goes wrong."""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from tests.browser.demo import Demo
from tests.servers import chromium

PHONE = (390, 844)
DESKTOP = (1280, 900)
NARROW = (360, 740)
PATIENCE = 15_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Start the demo as its README says, and hold it to closing cleanly.

    ``FLOOR_BROWSER_VAR`` names a folder that a demo filled before, which saves a developer the loading.
    """
    given = os.environ.get("FLOOR_BROWSER_VAR")
    demo = Demo(Path(given) if given else tmp_path_factory.mktemp("browser") / "var")
    try:
        demo.start()
        yield demo
    finally:
        code = demo.stop()
        if sys.exc_info()[0] is None:
            assert (code, demo.is_listening()) == (0, False), demo.last_words()
            assert demo.last_words().endswith("The floor is closed.\n")
            assert "takes too long" not in demo.last_words()  # nobody was ended in the midst of something


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return what starts browsers."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start Debian's Chromium; Playwright's own is never fetched."""
    started = start_browser(playwright)
    yield started
    started.close()


def start_browser(playwright: Playwright, *without: str) -> Browser:
    """Start a browser ``without`` some of the switches that Playwright sets."""
    return playwright.chromium.launch(
        executable_path=chromium(),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
        ],
        ignore_default_args=list(without),
    )


@dataclass
class Watch:
    """What no page may do: fail, miss a file, break a script, or ask another house for anything."""

    address: str
    wrong: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    unanswered: list[Request] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to everything that the page does."""
        self.pages.append(page)
        page.on("request", self._request)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("response", self._response)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.wrong.append(f"another house: {request.url}")
        self.unanswered.append(request)

    def _ended(self, request: Request) -> None:
        if request in self.unanswered:
            self.unanswered.remove(request)

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            self.wrong.append(f"{response.status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A page that is meant to answer 404 is said to have failed to load; files are watched above.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"console: {message.text}")

    def tell(self) -> str:
        """Say where every page stands; without it a time-out does not say what it waited for."""
        said = [f"unanswered: {request.method} {request.url}" for request in self.unanswered]
        for page in self.pages:
            said.append(page.url)
            with suppress(Error):  # closed, or dead
                said.append(page.locator("main").inner_text(timeout=2_000)[:1500])
        return "\n".join(said)


_WATCH = pytest.StashKey[Watch]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Add to what went wrong what the visitors had before them."""
    try:
        yield
    except Exception as error:
        if watch := item.stash.get(_WATCH, None):
            error.add_note(watch.tell())
        raise


@pytest.fixture
def visit(browser: Browser, floor: Demo, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Return a function that lets a new visitor in, with a phone unless told otherwise."""
    contexts = []
    watch = request.node.stash[_WATCH] = Watch(floor.address)

    def opened(*, size: tuple[int, int] = PHONE, script: bool = True) -> Page:
        is_phone = size[0] < 600
        context = browser.new_context(
            base_url=floor.address,
            viewport={"width": size[0], "height": size[1]},
            is_mobile=is_phone,
            has_touch=is_phone,
            java_script_enabled=script,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.on("page", watch.follow)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert watch.wrong == []
