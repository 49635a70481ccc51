"""Tries a source for some seconds without keeping anything: does it answer, and what comes?"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from muster.kit import secrets
from muster.listening import errors
from muster.listening.actions.sources import PURPOSE
from muster.listening.kinds import known
from muster.listening.kinds.wire import Deaf, NotAnAddress, Place
from muster.listening.models import Source
from muster.listening.post import Post

PATIENCE: Final = 5.0


@dataclass(slots=True)
class Trial:
    """What came of it."""

    answered: bool = False
    frames: int = 0
    skipped: int = 0
    why: str = ""


class _Ear:
    """Counts what comes, keeps nothing, and ends the trial once something was heard."""

    def __init__(self, trial: Trial, stopping: threading.Event) -> None:
        self._trial, self._stopping = trial, stopping

    def wants(self, raw: bytes) -> bool:  # noqa: ARG002 - nothing is wanted
        return False

    def wants_words(self, text: str) -> bool:  # noqa: ARG002 - nothing is wanted
        return False

    def opened(self, at: datetime) -> None:  # noqa: ARG002 - nothing is filled
        self._trial.answered = True

    def take(self, post: Post) -> None:
        """Keep nothing."""

    def heard(self, frames: int, skipped: int, mark: Mapping[str, Any]) -> None:  # noqa: ARG002
        self._trial.frames += frames
        self._trial.skipped += skipped
        self._stopping.set()

    def filled(self, at: datetime) -> None:
        """Nothing was missed."""

    def rest(self) -> None:
        """Nothing is held."""


def attempt(source: Source) -> Trial:
    """Listen for as long as somebody waits for a page. Raises NothingToTry for a hook."""
    if source.kind == Source.Kind.HOOK:
        raise errors.NothingToTry
    trial, stopping = Trial(), threading.Event()
    try:
        secret = secrets.unseal(bytes(source.secret), PURPOSE).decode() if source.secret else ""
    except secrets.Unreadable as problem:
        return Trial(why=str(problem))
    place = Place(source.address, secret, {})
    hearing = threading.Thread(
        target=_hear, args=(source.kind, place, trial, stopping), daemon=True
    )
    hearing.start()
    hearing.join(PATIENCE)
    stopping.set()
    return trial


def _hear(kind: str, place: Place, trial: Trial, stopping: threading.Event) -> None:
    try:
        known.listens(kind)(place, _Ear(trial, stopping), stopping)
    except (Deaf, NotAnAddress) as problem:
        if not trial.answered or not stopping.is_set():
            trial.why = str(problem)
    except Exception as problem:  # noqa: BLE001 - the page says what broke
        trial.why = type(problem).__name__
    finally:
        # The kinds ask the clock of the database: this thread had a connection of its own.
        from django.db import connection

        connection.close()
