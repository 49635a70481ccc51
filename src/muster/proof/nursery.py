"""A process that has loaded what ``muster`` loads and becomes a command of it as often as it is asked.

Who is killed three hundred times has to be started as often, and loading would take longer than all
the rest. From the fork on it is the very command: its settings are read from its own environment, and a
journal, a name and connections it makes for itself. What it was loaded for stays loaded.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

from muster.config import cli

# What most commands need; anything else is loaded by whoever needs it.
_LOADED: Final = (
    "muster.delivery.pump.worker",
    "muster.inbox.fetching",
    "muster.inbox.management.commands.receive",
    "muster.config.urls",
)
# Settings, which each child reads anew by its own environment.
_SETTINGS: Final = {"muster.config.settings", "muster.config.sending"}
_PATIENCE: Final = 30.0
_LOOK: Final = 0.005


class Child:
    """One command that was forked, and how it ended; its own parent, the nursery, writes that down."""

    def __init__(self, pid: int, ends: Path, words: Path) -> None:
        self.pid, self.words = pid, words
        self.returncode: int | None = None
        self._end = ends / str(pid)

    def poll(self) -> int | None:
        """Its exit code, or the signal that ended it as a negative number; None while it runs."""
        if self.returncode is None and self._end.exists():
            self.returncode = int(self._end.read_text())
            # Numbers come round again.
            self._end.unlink()
        return self.returncode

    def wait(self, timeout: float = _PATIENCE) -> int:
        """The same once it has ended; raises TimeoutExpired after so many seconds."""
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(f"the command of process {self.pid}", timeout)
            time.sleep(_LOOK)
        return code

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class Nursery:
    """The parent of commands that start at once; they end when it does. Use it as a context manager.

    ``settings`` is what it loads by, ``modules`` what it loads besides.
    """

    def __init__(
        self, settings: str = "muster.config.settings", modules: Sequence[str] = _LOADED
    ) -> None:
        self._ends = Path(tempfile.mkdtemp(prefix="nursery-"))
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self._ends), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": settings},
        )

    def start(
        self,
        command: Sequence[str],
        *,
        words: Path,
        environment: Mapping[str, str] | None = None,
    ) -> Child:
        """Have ``muster COMMAND``, which adds what it says to the file ``words``.

        A first word like ``module:function`` calls that instead. Its environment is ours unless told.
        """
        asked, told = self._process.stdin, self._process.stdout
        assert asked
        assert told
        own = dict(os.environ if environment is None else environment)
        asked.write(json.dumps([list(command), str(words), own]) + "\n")
        asked.flush()
        return Child(int(told.readline()), self._ends, words)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._ends, ignore_errors=True)


def _grow(ends: Path, modules: Sequence[str]) -> None:
    """Load everything, then fork for each line that comes in; ends with what asks."""
    import django

    django.setup()
    for name in modules:
        importlib.import_module(name)

    # A signal that comes right before a wait would end none, so what wakes us is a byte it leaves.
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    while True:
        ready, _writable, _broken = select.select([sys.stdin, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _note(ends)
        if sys.stdin in ready:
            # One line at a time: whoever asks waits for the answer.
            line = sys.stdin.readline()
            if not line:
                return
            _fork(line)


def _note(ends: Path) -> None:
    while (found := _dead()) is not None:
        pid, code = found
        draft = ends / f"{pid}.draft"
        draft.write_text(str(code))
        draft.rename(ends / str(pid))


def _fork(line: str) -> None:
    child = os.fork()
    if not child:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _end(lambda: _become(*json.loads(line)))
    sys.stdout.write(f"{child}\n")
    sys.stdout.flush()


def _dead() -> tuple[int, int] | None:
    """One child that has ended, and how."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, os.waitstatus_to_exitcode(status)) if pid else None


def _become(command: list[str], words: str, environment: dict[str, str]) -> int:
    # Output goes to a file: a child that inherits a pipe would hold the caller's shell open.
    out = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, mine in enumerate((nothing, out, out)):
        os.dup2(mine, place)
    os.environ.clear()
    os.environ |= environment | {cli.PARENT: str(os.getppid())}
    _forget()
    name, colon, function = command[0].partition(":")
    if not colon:
        return cli.main(command)
    import django

    django.setup()
    getattr(importlib.import_module(name), function)(*command[1:])
    return 0


def _end(command: Callable[[], int]) -> None:
    """Run it and end as an interpreter does, but for taking apart what was loaded: a second for each."""
    code = 1
    try:
        code = command()
    except SystemExit as leaving:
        if leaving.code is None or isinstance(leaving.code, int):
            code = leaving.code or 0
        else:
            sys.stderr.write(f"{leaving.code}\n")
    except BaseException:  # noqa: BLE001 - nothing of the nursery may run on in a child
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
        atexit._run_exitfuncs()  # noqa: SLF001
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _forget() -> None:
    """Let settings and faults be read again, from the environment as it is when they are first needed."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    from muster.config import env
    from muster.kit import faults

    for name in _SETTINGS & sys.modules.keys():
        del sys.modules[name]
    env.environment.cache_clear()
    lazy: Any = settings
    lazy._wrapped = empty  # noqa: SLF001 - Django has no other word for it
    handler: Any = connections
    handler.__dict__.pop("settings", None)
    handler._settings = None  # noqa: SLF001
    # It was never opened: models only asked it how long a name may be.
    del handler["default"]
    faults.arm(os.environ.get("MUSTER_FAULT", ""))


if __name__ == "__main__":
    _grow(Path(sys.argv[1]), sys.argv[2:])
