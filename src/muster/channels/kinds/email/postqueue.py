"""The queue of a Postfix on this computer: who is in it, and keeping some of it back or letting it go.

``command`` is how postsuper is called with its rights, such as “sudo -n postsuper”.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATIENCE: Final = 10.0
_HELD: Final = "hold"


class NoPostfix(OSError):
    """There is no Postfix here, or it does not let us."""


@dataclass(frozen=True, slots=True)
class Queued:
    """One message in the queue, named by its return path."""

    queue_id: str
    sender: str
    held: bool


def waiting(command: str) -> Iterator[Queued]:
    """Everything in the queue now."""
    program = Path(shlex.split(command)[-1]).with_name("postqueue")
    for line in _run([str(program), "-j"]).splitlines():
        try:
            told = json.loads(line)
            yield Queued(str(told["queue_id"]), str(told["sender"]), told["queue_name"] == _HELD)
        except (ValueError, KeyError, TypeError):
            continue  # a line that was cut is no message


def hold(command: str, queue_ids: Sequence[str]) -> None:
    """Keep these back until they are freed."""
    _run([*shlex.split(command), "-h", "-"], "\n".join(queue_ids))


def free(command: str, queue_ids: Sequence[str]) -> None:
    """Let these go again."""
    _run([*shlex.split(command), "-H", "-"], "\n".join(queue_ids))


def _run(words: list[str], given: str = "") -> str:
    try:
        done = subprocess.run(
            words, input=given, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPostfix(f"{words[0]}: {type(error).__name__}") from error
    if done.returncode:
        raise NoPostfix(done.stderr.strip()[:200] or f"{words[0]} ended with {done.returncode}")
    return done.stdout
