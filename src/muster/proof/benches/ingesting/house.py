"""The servers a bench of tracking calls goes to, as production starts them, and what they used."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final, Self

from django.db import connection

from muster.config.cli import PARENT
from muster.proof.benches.sending import rounds, usage

_PATIENCE: Final = 300.0
_LINES: Final = 8


class TookTooLong(AssertionError):
    """Something that must happen did not."""


class House:
    """``muster web`` and ``muster worker`` over the throw-away database, each ended by its own id."""

    def __init__(self, home: Path, key: str, people: int, workers: int) -> None:
        self._home, self._key, self._people = home, key, people
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._database = rounds.server_process()
        self._started = 0
        self.workers = [self._start("worker") for _number in range(workers)]
        self.web = self._start("web", "--port", str(self._port))
        self._wait_for_web()
        self._wait_for_workers()

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far of each part."""
        return {
            "web": usage.family_cpu(self.web.pid),
            "worker": sum(usage.family_cpu(worker.pid) for worker in self.workers),
            "postgres": usage.family_cpu(self._database),
        }

    def database_cpu(self) -> dict[str, float]:
        """CPU seconds so far inside PostgreSQL: for the door, for workers, for its own upkeep.

        A job’s connection ends with the job, so that what no living process used was used for workers
        (or, in a small part, by a vacuum).
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid, application_name = 'muster web' FROM pg_stat_activity"
                " WHERE application_name = 'muster web' OR backend_type <> 'client backend'"
            )
            processes: list[tuple[int, bool]] = cursor.fetchall()
        spent = {"web": 0.0, "upkeep": 0.0}
        for process, is_web in processes:
            spent["web" if is_web else "upkeep"] += usage.cpu(process)
        return spent | {"worker": usage.family_cpu(self._database) - sum(spent.values())}

    def sender(self, kind: str, *, events: int, seed: int) -> subprocess.Popen[str]:
        """A generator with everything made, waiting for the word."""
        figures = {"port": self._port, "people": self._people, "seed": seed, "events": events}
        told = [word for name, value in figures.items() for word in (f"--{name}", str(value))]
        sender = subprocess.Popen(
            [sys.executable, "-m", "muster.proof.benches.ingesting.generator",
             "--kind", kind, "--lines", str(_LINES), *told],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        # The key goes by the pipe; a command line can be read by everybody on the machine.
        self.say(sender, self._key)
        for word in ("ready", "loaded"):
            if _line(sender).strip() != word:
                raise TookTooLong("the generator did not start")
        return sender

    def say(self, sender: subprocess.Popen[str], words: str = "go") -> None:
        """Tell a generator to go on."""
        if sender.stdin is None:
            raise AssertionError
        sender.stdin.write(f"{words}\n")
        sender.stdin.flush()

    def report(self, sender: subprocess.Popen[str]) -> dict[str, Any]:
        """What a generator says at its end."""
        said: dict[str, Any] = json.loads(_line(sender))
        sender.wait()
        return said

    def wait_until_absorbed(self) -> None:
        """Until no call waits: an arrival goes in the same commit in which its facts come."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if not _asked("SELECT EXISTS (SELECT FROM sources_arrival)"):
                return
            time.sleep(0.05)
        raise TookTooLong(f"calls still wait; the logs are in {self._home}")

    def kill_web(self) -> None:
        """End the web server where it stands."""
        self.web.kill()
        self.web.wait()

    def start_web(self) -> None:
        """Start it again."""
        self.web = self._start("web", "--port", str(self._port))
        self._wait_for_web()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        self._started += 1
        with (self._home / f"{words[0]}-{self._started}.log").open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "muster.config.cli", *words],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=os.environ | {PARENT: str(os.getpid())},
            )

    def _wait_for_web(self) -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TookTooLong(f"the web server did not answer; the logs are in {self._home}")

    def _wait_for_workers(self) -> None:
        """Until each has said that it takes jobs: what it costs to start one is no part of an event."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if _asked("SELECT count(*) FROM procrastinate_workers") >= len(self.workers):
                return
            time.sleep(0.1)
        raise TookTooLong(f"no worker takes jobs; the logs are in {self._home}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        for process in (self.web, *self.workers):
            process.send_signal(signal.SIGTERM)
        for process in (self.web, *self.workers):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def facts() -> int:
    """How many facts there are."""
    return int(_asked("SELECT count(*) FROM activity_fact"))


def counted(numbers: list[int]) -> int:
    """How many of these numbers stand in facts of the counted stream."""
    return int(
        _asked(
            "SELECT count(DISTINCT f.data->>'n') FROM activity_fact f JOIN activity_ref r"
            " ON r.id = f.ref_id WHERE r.name = 'Counted' AND (f.data->>'n')::bigint = ANY(%s)",
            numbers,
        )
    )


def _asked(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def _line(sender: subprocess.Popen[str]) -> str:
    if sender.stdout is None:
        raise AssertionError
    return sender.stdout.readline()
