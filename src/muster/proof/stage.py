"""The stage of a replay: a throw-away installation, live, with real servers around it on loopback only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx

from muster.config.cli import PARENT
from muster.proof import throwaway
from muster.proof.witness.process import Witness

T = TypeVar("T")
_PATIENCE = 180.0  # seconds until something that must happen has happened, on a busy machine too


class TookTooLong(AssertionError):
    """Something that the story waits for did not happen."""


def _none(_stage: Stage) -> dict[str, str]:
    return {}


@dataclass(slots=True)
class Stage:
    """An installation with its web server, its worker and an SMTP witness, each its own process."""

    home: Path = field(default_factory=Path)
    port: int = 0
    witness: Witness | None = None
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the web server answers."""
        return f"http://127.0.0.1:{self.port}"

    def open(self, *witness: str, settings: Callable[[Stage], dict[str, str]] = _none) -> Stage:
        """Prepare the installation and start the servers; Django is set up in this process, too."""
        os.environ["MUSTER_DURABLE"] = "1"
        self.home = throwaway.prepare()
        self.port = _free_port()
        self.witness = Witness.start(self.home / "witness.jsonl", *(witness or ("--keep",)))
        os.environ |= {
            "MUSTER_SITE_URL": self.address,
            "MUSTER_SMTP_URL": self.witness.url,
            "MUSTER_LOG_LEVEL": "WARNING",
        }
        os.environ |= settings(self)
        import django

        django.setup()
        return self

    def start(self, workers: int = 1) -> None:
        """Start web server and workers."""
        self._start([*_muster("web"), "--port", str(self.port)])
        for _number in range(workers):
            self._start(_muster("worker"))
        self.wait("the web server", self._answers)

    def wait(self, what: str, happened: Callable[[], T | None], patience: float = _PATIENCE) -> T:
        """Ask ``happened()`` until it returns something true, and return that."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            found = happened()
            if found:
                return found
            time.sleep(0.1)
        raise TookTooLong(f"{what} did not come within {patience:.0f} s\n{self._said()}")

    def _said(self) -> str:
        """The last words of every server, for whoever has to find out why."""
        logs = sorted(self.home.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text()[-2000:]}" for log in logs)

    def close(self) -> None:
        """End every process by its own id."""
        if self.witness is not None:
            self.witness.stop()
        for process in reversed(self._running):
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run ``muster WORDS`` to its end, as an operator would."""
        return subprocess.run(_muster(*words), input=stdin, capture_output=True, check=False)

    def crash_worker(self) -> None:
        """Kill the latest worker by its own id, as a crash does, and let another one go on."""
        fallen = self._running.pop()
        fallen.kill()
        fallen.wait()
        self._start(_muster("worker"))

    def _start(self, command: list[str]) -> None:
        # Output goes to a file: a child that inherits a pipe would hold the caller's shell open.
        name = command[command.index("-m") + 1].rpartition(".")[2] + f"-{len(self._running)}"
        with (self.home / f"{name}.log").open("wb") as out:
            self._running.append(
                subprocess.Popen(
                    command,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    env=os.environ | {PARENT: str(os.getpid())},
                )
            )

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/", timeout=5, trust_env=False).status_code < 500
        except httpx.HTTPError:
            return False


def _muster(*words: str) -> list[str]:
    return [sys.executable, "-m", "muster.config.cli", *words]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
