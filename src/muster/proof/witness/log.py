"""The witness's own memory: one line per accepted message, on disk before the answer leaves."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

_MESSAGE_ID: Final = re.compile(rb"^message-id:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_HEAD: Final = 4096


class Log:
    """Lines wait for one write and one fsync together; each caller is told when its line is safe."""

    def __init__(self, path: Path, *, keep: bool, fsync: bool) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._keep, self._fsync = keep, fsync
        self._lines: list[bytes] = []
        self._told: list[Callable[[], None]] = []
        self.accepted = 0

    def accept(self, sender: str, recipient: str, data: bytes, then: Callable[[], None]) -> None:
        """Remember one message; ``then`` runs once it is on disk."""
        found = _MESSAGE_ID.search(data, 0, _HEAD)
        line: dict[str, object] = {
            "id": found[1].decode("utf-8", "replace").strip() if found else "",
            "from": sender,
            "to": recipient,
            "at": time.time(),
            "size": len(data),
        }
        if self._keep:
            line["raw"] = base64.b64encode(data).decode()
        self.accepted += 1
        self._lines.append(json.dumps(line).encode() + b"\n")
        self._told.append(then)
        if len(self._lines) == 1:
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        lines, told = self._lines, self._told
        self._lines, self._told = [], []
        os.write(self._file, b"".join(lines))
        if self._fsync:
            os.fdatasync(self._file)
        for then in told:
            then()


def read(path: Path) -> list[dict[str, object]]:
    """Every accepted message in a log, oldest first; a line cut off by a kill is left out."""
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    return [json.loads(line) for line in lines]


def raw(line: dict[str, object]) -> bytes:
    """The whole message of a line written with ``--keep``."""
    return base64.b64decode(str(line["raw"]))
