"""Starts the witness as a process of its own and reads its log: what replays, benches and tests use."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from muster.proof.witness import log


@dataclass(slots=True)
class Witness:
    """A running witness. Use it as a context manager; its log outlives it."""

    path: Path
    process: subprocess.Popen[str]
    port: int

    @classmethod
    def start(cls, path: Path, *options: str) -> Self:
        """Start one on a free port."""
        command = [sys.executable, "-m", "muster.proof.witness", "--log", str(path), *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        return cls(path, process, int(process.stdout.readline()))

    @property
    def url(self) -> str:
        """What MUSTER_SMTP_URL becomes."""
        return f"smtp://127.0.0.1:{self.port}"

    def accepted(self) -> list[dict[str, object]]:
        return log.read(self.path)

    def duplicates(self) -> list[str]:
        """Message-IDs it took more than once: there must be none."""
        seen = Counter(str(line["id"]) for line in self.accepted())
        return [name for name, times in seen.items() if times > 1]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()
