"""The one way past the append-only tables: an erasure, the undo of an import, the correction of a wrong mark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

SETTING: Final = "muster.erasing"


@contextmanager
def erasing() -> Iterator[None]:
    """Let rows of the append-only tables be lifted out inside the block, in the caller’s transaction."""
    _write("on")
    yield
    # Not in a finally: after an error the rollback takes the setting back by itself.
    _write("")


def _write(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
