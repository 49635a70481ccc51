"""What one worker has let go, in a file mapped into memory: it survives kill -9 without a system call.

A byte says *in flight* before a body leaves and becomes its outcome when the answer comes. The file
is locked for as long as the worker lives, so nobody reads it as a will while its writer still sends.
"""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import struct
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from muster.delivery.models import Kind

UNTOUCHED: Final = 0
IN_FLIGHT: Final = 1
KINDS: Final[dict[str, int]] = {
    Kind.ACCEPTED: 2,
    Kind.REFUSED: 3,
    Kind.TEMPORARY: 4,
    Kind.SUPPRESSED: 5,
    Kind.EXPIRED: 6,
    Kind.UNKNOWN: 7,
}
BY_BYTE: Final = {number: kind for kind, number in KINDS.items()}
_ACCEPTED: Final = KINDS[Kind.ACCEPTED]
SLOTS: Final = 8
CAPACITY: Final = 1000
_MAGIC: Final = b"muster-journal-2"
_HEAD: Final = 4096
_SETTLED: Final = 60.0
_SLOT_HEAD: Final = struct.Struct("<qqd")
# Per message: its state, the code of the answer, and when it left and ended, in µs since the claim.
_SLOT: Final = 4096 * -(-(_SLOT_HEAD.size + CAPACITY * 19) // 4096)
_MICRO: Final = 1_000_000


class Busy(RuntimeError):
    """Another process lives and holds this journal."""


class Gone(RuntimeError):
    """Somebody tidied the file away while it was being opened; open it again."""


class Unreadable(ValueError):
    """The file is no journal of this boot: nothing in it can be believed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a journal says of one message."""

    state: int
    code: int
    handed_us: int
    ended_us: int


class Slot:
    """The part of a journal that belongs to one claimed parcel."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        start = _SLOT_HEAD.size
        self.states = view[start : start + CAPACITY]
        self._codes = view[start + CAPACITY : start + 3 * CAPACITY].cast("H")
        self._handed = view[start + 3 * CAPACITY : start + 11 * CAPACITY].cast("Q")
        self._ended = view[start + 11 * CAPACITY : start + 19 * CAPACITY].cast("Q")
        self.parcel_id, self.size, self.began = _SLOT_HEAD.unpack_from(view)
        self._since = 0.0

    def begin(self, parcel_id: int, size: int, *, skew: float = 0.0) -> None:
        """Take the slot for a parcel, all of it untouched.

        ``skew`` is how far the database’s clock is ahead of ours: every moment in here is one of its
        clock, also for whoever takes over, and also if ours is set meanwhile (H3).
        """
        self._view[_SLOT_HEAD.size :] = bytes(_SLOT - _SLOT_HEAD.size)
        self._since = time.monotonic()
        self.parcel_id, self.size, self.began = parcel_id, size, time.time() + skew
        _SLOT_HEAD.pack_into(self._view, 0, parcel_id, size, self.began)

    def leaving(self, index: int) -> None:
        """Say that the body of message ``index`` leaves now. Must come before its first byte."""
        elapsed = int((time.monotonic() - self._since) * _MICRO)
        self._handed[index] = elapsed or 1
        self.states[index] = IN_FLIGHT

    def accepted(self, index: int, code: int) -> None:
        """``ended``, for what is said most."""
        self._ended[index] = int((time.monotonic() - self._since) * _MICRO) + 2
        self._codes[index] = code
        self.states[index] = _ACCEPTED

    def ended(self, index: int, kind: str, code: int) -> None:
        """Say how message ``index`` ended."""
        # Rounded up, by all that later roundings may take off again: the list of a halt may name one
        # too many, never one too few (H3).
        self._ended[index] = int((time.monotonic() - self._since) * _MICRO) + 2
        self._codes[index] = code if code < 65536 else 65535
        self.states[index] = KINDS[kind]

    def untouched(self, index: int) -> None:
        """Take back ``leaving``, which is allowed only if no byte of the body left (D4)."""
        self.states[index] = UNTOUCHED

    def entry(self, index: int) -> Entry:
        return Entry(
            self.states[index], self._codes[index], self._handed[index], self._ended[index]
        )

    def plainly_accepted(self, indexes: list[int]) -> tuple[int, list[int]]:
        """Those of ``indexes`` that were accepted with one and the same code, and that code.

        It is that of the first: 250 of nearly every relay, 202 or 201 of a gateway for texts.
        """
        states, codes = self.states, self._codes.tolist()
        accepted = [n for n in indexes if states[n] == _ACCEPTED]
        code = codes[accepted[0]] if accepted else 0
        return code, [n for n in accepted if codes[n] == code]

    def moments(self) -> tuple[list[int], list[int]]:
        """When every message left and ended, in µs since the parcel began."""
        return self._handed.tolist(), self._ended.tolist()

    def moment(self, elapsed_us: int) -> datetime:
        """The database’s time a number of microseconds after the parcel began."""
        return datetime.fromtimestamp(self.began + elapsed_us / _MICRO, UTC)

    def handed_at(self, index: int) -> datetime | None:
        """When the body of message ``index`` began to leave."""
        handed = self._handed[index]
        return self.moment(handed) if handed else None

    def release(self) -> None:
        """Give the slot back once its outcomes are committed."""
        self.parcel_id = self.size = 0
        _SLOT_HEAD.pack_into(self._view, 0, 0, 0, 0.0)

    def close(self) -> None:
        for view in (self.states, self._codes, self._handed, self._ended, self._view):
            view.release()


class Journal:
    """The journal of one worker, open and locked."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | (os.O_CREAT if fresh else 0), 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(self._file).st_nlink == 0:
                raise Gone(str(path))
            if fresh:
                # The space is reserved now: a full disk must fail here, not in the middle of a send.
                os.posix_fallocate(self._file, 0, _HEAD + SLOTS * _SLOT)
            self._map = mmap.mmap(self._file, _HEAD + SLOTS * _SLOT)
        except BlockingIOError:
            os.close(self._file)
            raise Busy(str(path)) from None
        except (ValueError, OSError) as error:
            os.close(self._file)
            raise Unreadable(str(path)) from error
        self._view = memoryview(self._map)
        if fresh:
            self._map[:_HEAD] = (_MAGIC + boot_id().encode()).ljust(_HEAD, b"\0")
        places = range(_HEAD, _HEAD + SLOTS * _SLOT, _SLOT)
        self.slots = [Slot(self._view[place : place + _SLOT]) for place in places]

    @property
    def of_this_boot(self) -> bool:
        """Whether the pages were written since the machine started; else they may be lost."""
        return bytes(self._map[:64]).rstrip(b"\0") == _MAGIC + boot_id().encode()

    def free(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.parcel_id == 0), None)

    def slot_of(self, parcel_id: int) -> Slot | None:
        return next((slot for slot in self.slots if slot.parcel_id == parcel_id), None)

    def close(self, *, remove: bool) -> None:
        """Unlock; ``remove`` only when no parcel of this worker is open any more."""
        for slot in self.slots:
            slot.close()
        self._view.release()
        self._map.close()
        if remove:
            self.path.unlink(missing_ok=True)
        os.close(self._file)


def loose(size: int) -> Slot:
    """A slot in no journal: nobody inherits what is in it."""
    slot = Slot(memoryview(bytearray(_SLOT)))
    slot.begin(0, size)
    return slot


def tidy(folder: Path, keep: set[str]) -> None:
    """Remove journals nobody writes and nobody needs; ``keep`` names workers that hold something."""
    for path in folder.glob("*.journal"):
        if path.stem in keep or time.time() - path.stat().st_mtime < _SETTLED:
            continue
        with contextlib.suppress(Busy, Gone, Unreadable, FileNotFoundError):
            Journal(path, fresh=False).close(remove=True)


def boot_id() -> str:
    """A name for the time since this machine started; memory written before it may be lost."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        # Without one, no journal is ever believed after a restart of the worker.
        return f"unknown-{os.getpid()}-{time.time_ns()}"
