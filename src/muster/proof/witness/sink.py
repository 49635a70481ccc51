"""The fast witness of benches: a small C program that counts, compiled when it is needed.

Where there is no compiler the Python witness does its work; it costs the machine more than the sender.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

from muster.proof.witness.process import Witness

_SOURCE: Final = Path(__file__).with_name("sink.c")
_COMPILERS: Final = ("cc", "gcc", "clang")


@dataclass(frozen=True, slots=True)
class Count:
    """What a sink saw up to now. ``last_accept`` is in seconds since 1970, ``cpu`` in seconds."""

    accepted: int
    distinct: int
    twice: int
    last_accept: float
    cpu: float


class Counting(Protocol):
    """Either of the two."""

    words: str

    @property
    def url(self) -> str:
        """What MUSTER_SMTP_URL becomes."""

    def count(self) -> Count:
        """What it saw up to now."""

    def stop(self) -> None:
        """End the process."""


class Sink:
    """The C program, running."""

    words = "C sink"

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen([str(program)], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())

    @classmethod
    def compiled(cls, folder: Path) -> Self | None:
        """Compile and start it; None where there is no compiler."""
        compiler = next(filter(None, map(shutil.which, _COMPILERS)), None)
        if compiler is None:
            return None
        program = folder / "sink"
        subprocess.run([compiler, "-O2", "-o", str(program), str(_SOURCE)], check=True)
        return cls(program)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._port}"

    def count(self) -> Count:
        with socket.create_connection(("127.0.0.1", self._port), timeout=10) as line:
            line.sendall(b"STAT\r\nQUIT\r\n")
            said = b"".join(iter(lambda: line.recv(4096), b""))
        answer = next(one for one in said.split(b"\r\n") if one.startswith(b"250 "))
        _code, accepted, distinct, twice, last, cpu, _connections = answer.split()
        return Count(int(accepted), int(distinct), int(twice), float(last), float(cpu))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class Slow:
    """The Python witness in the same shape."""

    words = "Python witness"

    def __init__(self, folder: Path) -> None:
        self._witness = Witness.start(folder / "witness.log", "--no-fsync")
        self.url = self._witness.url

    def count(self) -> Count:
        seen = Counter(line["id"] for line in self._witness.accepted())
        accepted = sum(seen.values())
        last = max(self._witness.times(), default=0.0)
        return Count(accepted, len(seen), accepted - len(seen), last, 0.0)

    def stop(self) -> None:
        self._witness.stop()


def start(folder: Path) -> Counting:
    """The fast one if it can be had."""
    return Sink.compiled(folder) or Slow(folder)
