"""A whole Regard, as a person starts it, and a browser in front of it."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tools.testing.clock import AT_STARTUP, shift

T = TypeVar("T")
#: The browser's clock stands where the program's does.
CLOCK = f"{{ const really = Date.now; Date.now = () => really() - {shift().total_seconds() * 1000:.0f}; }}"
#: What is waited for is there within a second on a machine that is free; a busy one gets more.
expect.set_options(timeout=20_000)
INES, TOM = "ines.moreau@havn.example", "tom.okoye@havn.example"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Regard:
    """A running program with its own data folder and ports; `links` sign people in and wait in the data for their use."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    links: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http, self.smtp = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.http}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGARD_", "DJANGO_"))}
        return kept | {
            "PYTHONPATH": str(AT_STARTUP),
            "REGARD_DATA": str(self.data),
            "REGARD_URL": self.url,
            "REGARD_HTTP_LISTEN": f"127.0.0.1:{self.http}",
            "REGARD_SMTP_LISTEN": f"127.0.0.1:{self.smtp}",
            **self.settings,
        }

    def run(self, *words: str, given: bytes = b"") -> str:
        """Run a command of the program; its standard output."""
        command = [str(Path(sys.executable).parent / "regard"), *words]
        done = subprocess.run(command, env=self.environment, input=given, capture_output=True, check=False, timeout=180)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def change(self, program: str) -> None:
        """Run a few lines inside the installation, as a test's own hand on its rows."""
        code = "import django; django.setup()\n" + program
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "regard.config.settings"}
        subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "regard"), "serve"]
        log = (self.data.parent / "serve.log").open("ab")
        self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        try:
            wait_for(self.is_ready, seconds=90)
        except AssertionError:
            self.process.kill()
            raise

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as response:
                return bool(json.load(response)["ready"])
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(30) == 0
            self.process = None

    def sign_in_link(self, email: str) -> str:
        if ready := self.links.pop(email, None):
            return f"{self.url}{ready}"
        return json.loads(self.run("user", "link", email, "--json"))["sign_in_url"]

    def demo_mail(self) -> list[bytes]:
        """What customers received, latest last."""
        return [path.read_bytes() for path in sorted((self.data / "demo-mail").glob("*.eml"))]


def wait_for(ask: Callable[[], T], *, seconds: float = 30) -> T:
    """Ask until the answer is true; the answer."""
    until = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < until, f"still {answer!r} after {seconds} s"
        time.sleep(0.1)
    return answer


@pytest.fixture(scope="session")
def havn_pumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample company, made once for all who test side by side."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    data = shared / "havn" / "var"
    with (shared / "havn.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            company = Regard(shared / "being-made" / "var")
            company.run("migrate")
            company.run("demo", "load", "--days", "10")
            links = {email: urlsplit(company.sign_in_link(email)).path for email in (INES, TOM)}
            (company.data.parent / "links.json").write_text(json.dumps(links))
            company.data.parent.rename(data.parent)
    return data


def copy_of(data: Path, folder: Path, **settings: str) -> Regard:
    """The sample company again, for one test to change."""
    links = json.loads((data.parent / "links.json").read_text())
    return Regard(Path(shutil.copytree(data, folder / "var")), settings, links=links)


@pytest.fixture
def regard(havn_pumps: Path, tmp_path: Path) -> Iterator[Regard]:
    """The sample company, running; each test has its own copy."""
    program = copy_of(havn_pumps, tmp_path)
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def visitor(browser: Browser, **options: Any) -> BrowserContext:
    """Somebody's browser: a window on a desk, unless the options say otherwise."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    context.set_default_timeout(15_000)
    context.add_init_script(CLOCK)
    return context


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = visitor(browser)
    yield context
    context.close()


@pytest.fixture
def ines(regard: Regard, context: BrowserContext) -> Page:
    """Ines Moreau, signed in; a script or style that the policy refuses fails the test."""
    return sign_in(regard, context, INES)


@pytest.fixture
def tom(regard: Regard, browser: Browser) -> Iterator[Page]:
    """Her colleague Tom Okoye, at his own desk."""
    context = visitor(browser)
    yield sign_in(regard, context, TOM)
    context.close()


@pytest.fixture
def phone(regard: Regard, browser: Browser) -> Iterator[Page]:
    """Ines with her phone in one hand."""
    context = visitor(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield sign_in(regard, context, INES)
    context.close()


def sign_in(regard: Regard, context: BrowserContext, email: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.on("console", lambda message: _refuse(message.type, message.text))
    page.goto(regard.sign_in_link(email))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    return page


def _refuse(kind: str, text: str) -> None:
    assert "Content Security Policy" not in text, f"{kind}: {text}"
