"""The witness's own memory: one line per accepted message, on disk before the answer leaves."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

_MESSAGE_ID: Final = re.compile(rb"^message-id:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_HEAD: Final = 4096

Line = dict[str, Any]


class Log:
    """Lines wait for one write and one fsync together; each caller is told when its line is safe."""

    def __init__(self, path: Path, *, keep: bool, fsync: bool) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._keep, self._fsync = keep, fsync
        self._lines: list[bytes] = []
        self._told: list[Callable[[], None]] = []
        self.accepted = 0

    def accept(self, sender: str, recipient: str, data: bytes, then: Callable[[], None]) -> None:
        """Remember one mail; ``then`` runs once it is on disk."""
        found = _MESSAGE_ID.search(data, 0, _HEAD)
        line: Line = {
            "id": found[1].decode("utf-8", "replace").strip() if found else "",
            "channel": "email",
            "from": sender,
            "to": recipient,
            "size": len(data),
        }
        if self._keep:
            line["raw"] = base64.b64encode(data).decode()
        self._add(line, then)

    def accept_text(
        self, reference: str, sender: str, recipient: str, text: str, then: Callable[[], None]
    ) -> None:
        """Remember one text message; its reference is what its sender calls it by."""
        line: Line = {
            "id": reference,
            "channel": "sms",
            "from": sender,
            "to": recipient,
            "size": len(text),
        }
        if self._keep:
            line["text"] = text
        self._add(line, then)

    def _add(self, line: Line, then: Callable[[], None]) -> None:
        line["at"], line["mono"] = time.time(), time.monotonic()
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


def read(path: Path) -> list[Line]:
    """Every line of a log, oldest first; one cut off by a kill is left out."""
    return list(lines(path))


def lines(path: Path, since: int = 0) -> Iterator[Line]:
    """The same one by one, for logs of millions, from so many bytes on (the end of a line)."""
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(since)
        for line in file:
            if line.endswith(b"\n"):
                yield json.loads(line)


def twice(some: Iterable[Line]) -> list[str]:
    """References that stand in a log more than once."""
    seen = Counter(str(line["id"]) for line in some)
    return [name for name, times in seen.items() if times > 1]


def raw(line: Line) -> bytes:
    """The whole mail of a line written with ``--keep``."""
    return base64.b64decode(str(line["raw"]))
