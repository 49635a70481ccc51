"""Browser journeys stand on the real app: web and worker, its own home, the demo charity inside.

``make walk`` runs them. Without Debian’s chromium they are skipped, with a word that says so.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_socket import enable_socket

from muster.proof.witness import stripe_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.walks.walker import Walker

CHROMIUM = os.environ.get("MUSTER_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
READY_WITHIN = 300  # seconds; filling the demo takes most of them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip in clear words where there is no browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.walk)
            if not Path(CHROMIUM).exists():
                item.add_marker(
                    pytest.mark.skip(reason=f"no browser at {CHROMIUM}: apt install chromium")
                )


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go."""
    asked = os.environ.get("MUSTER_SHOTS")
    folder = Path(asked) if asked else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demo runs. ``MUSTER_WALK_URL`` names one that runs already."""
    enable_socket()  # a walk talks to its own app over loopback
    running = os.environ.get("MUSTER_WALK_URL")
    if running:
        yield running.rstrip("/")
        return
    home, port = tmp_path_factory.mktemp("home"), _free_port()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MUSTER_", "DJANGO_"))
    }
    told = kept | {
        "MUSTER_HOME": str(home),
        "MUSTER_SITE_URL": f"http://localhost:{port}",
        "MUSTER_THROW_AWAY": "1",
        "MUSTER_STRIPE_KEY": stripe_.KEY,
        "MUSTER_STRIPE_HOOK_SECRET": stripe_.SECRET,
    }
    hook = f"http://localhost:{port}/hooks/stripe/"
    with stripe_.Server(hook=hook) as cards, (home / "log").open("wb") as log:
        told["MUSTER_STRIPE_URL"] = cards.url
        app = subprocess.Popen(
            [sys.executable, "-m", "muster.config.cli", "demo", "--port", str(port)],
            env=told,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _wait(f"http://localhost:{port}/office/", app, home / "log")
            yield f"http://localhost:{port}"
        finally:
            app.send_signal(signal.SIGTERM)
            app.wait(timeout=30)
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all walks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        yield found
        found.close()


@pytest.fixture
def walker(browser: Browser, house: str, shots: Path) -> Iterator[Callable[..., Walker]]:
    """Return a function that gives one more person a browser; all are closed and judged at the end."""
    from tests.walks.walker import Walker

    # Each test begins with none allowed; the card service of these walks lives in this process.
    enable_socket()
    out: list[Walker] = []

    def start(**wishes: bool) -> Walker:
        out.append(Walker(browser, house, shots, **wishes))
        return out[-1]

    yield start
    for one in out:
        one.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(url: str, app: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and app.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"the app did not start; its last words:\n{log.read_text()[-3000:]}")
