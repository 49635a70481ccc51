"""Starts the witness as a process of its own, steers it and reads its log: for replays, benches and tests."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from muster.proof.witness import log


@dataclass(slots=True)
class Witness:
    """A running witness. Use it as a context manager; its log outlives it."""

    path: Path
    process: subprocess.Popen[str]
    port: int
    http_port: int = 0
    control_port: int = 0

    @classmethod
    def start(cls, path: Path, *options: str) -> Self:
        """Start one on free ports."""
        command = [sys.executable, "-m", "muster.proof.witness", "--log", str(path), *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        ports = [int(process.stdout.readline()) for _ in range(3)]
        return cls(path, process, *ports)

    @property
    def url(self) -> str:
        """What MUSTER_SMTP_URL becomes."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def http_url(self) -> str:
        """Where it takes text messages, in Kannel's way and in Twilio's."""
        return f"http://127.0.0.1:{self.http_port}"

    def control(self, **manners: Any) -> dict[str, int]:
        """Change how it behaves from now on; returns its counters."""
        return self._ask("POST", "/control", manners)

    def state(self) -> dict[str, int]:
        """Its counters."""
        return self._ask("GET", "/state", None)

    def accepted(self) -> list[log.Line]:
        """Every message it took, oldest first."""
        return log.read(self.path)

    def times(self) -> list[float]:
        """When it took each, on the wall clock."""
        return [line["at"] for line in log.lines(self.path)]

    def echoes(self) -> list[log.Line]:
        """What it sent back: delivery reports and people's answers."""
        return log.read(self.path.with_name(f"{self.path.name}.echoes"))

    def duplicates(self) -> list[str]:
        """References it took more than once: there must be none."""
        return log.twice(log.lines(self.path))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _ask(self, method: str, path: str, told: dict[str, Any] | None) -> dict[str, int]:
        address = f"http://127.0.0.1:{self.control_port}{path}"
        answer = httpx.request(method, address, json=told, timeout=30, trust_env=False)
        if answer.status_code != 200:
            raise ValueError(answer.text)
        counters: dict[str, int] = answer.json()
        return counters

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()
