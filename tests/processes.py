"""Commands of ours as processes of their own over the database of a test, so that they can be killed.

They are forked from one process that has loaded everything: to start one takes a twentieth of a second instead of
more than one. It ends with the tests.
"""

from __future__ import annotations

import atexit
import itertools
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from django.db import connection

from muster.proof.nursery import Child, Nursery

PUMP: Final = f"{__name__}:until_idle"
_numbers = itertools.count()


def start(*command: str, **variables: str) -> Child:
    """Start ``muster COMMAND`` with these variables; a first word like ``module:function`` calls that instead."""
    words = _folder() / str(next(_numbers))
    return nursery().start(command, words=words, environment=os.environ | over(variables))


def over(variables: dict[str, str]) -> dict[str, str]:
    """These variables, and those that lead to the database of this test."""
    return {
        "DJANGO_SETTINGS_MODULE": "muster.config.settings",
        "MUSTER_DATABASE_URL": database_url(),
        "MUSTER_LOG_LEVEL": "ERROR",
    } | variables


def database_url() -> str:
    """Where another process finds the database of this test."""
    database = connection.settings_dict
    return f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"


def until_idle() -> None:
    """What ``PUMP`` does: send whatever may be sent, and end."""
    from muster.delivery.pump import run_until_idle

    run_until_idle(seconds=30)


@cache
def nursery() -> Nursery:
    """The one process that all of them are forked from."""
    grown = Nursery().__enter__()
    atexit.register(grown.__exit__)
    return grown


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="words-")
    atexit.register(folder.cleanup)
    return Path(folder.name)
