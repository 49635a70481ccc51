"""The post office behind ``kit.letters``: a row in the caller's transaction, sent at least once."""

from __future__ import annotations

from muster.kit.letters import Letter


def post(letter: Letter) -> None:
    raise NotImplementedError
