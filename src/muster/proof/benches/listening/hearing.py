"""Times the way of a frame from the socket to matched and dropped, or kept; and what a break costs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection

from muster.kit import clock
from muster.listening import listener
from muster.listening.ear import Hand
from muster.listening.kinds.bluesky.listen import listen
from muster.listening.kinds.wire import Deaf, Place
from muster.listening.models import Count, Hearing, Mention, Source, Term, Topic
from muster.proof.benches.listening import inventing
from muster.proof.benches.listening.inventing import Stream

_PATIENCE: Final = 180.0


class _Counted(Hand):
    """The real ear, which also says when everything was heard."""

    def __init__(self, source: int, wanted: int, stopping: threading.Event) -> None:
        super().__init__(source)
        self._wanted, self._stopping, self._total = wanted, stopping, 0
        self.began = self.ended = 0.0

    def opened(self, at: datetime) -> datetime | None:
        self.began = time.perf_counter()
        return super().opened(at)

    def heard(self, frames: int, skipped: int, mark: Mapping[str, Any]) -> None:
        super().heard(frames, skipped, mark)
        self._total += frames
        if self._total >= self._wanted:
            self.keep()
            self.ended = time.perf_counter()
            self._stopping.set()


def watched() -> Topic:
    """A topic with a thousand terms."""
    topic = Topic.objects.create(name="Zq", created_at=clock.now())
    Term.objects.bulk_create(
        Term(
            topic=topic,
            kind="tag" if one.startswith("#") else "name",
            text=one,
            folded=_folded(one),
        )
        for one in inventing.terms()
    )
    return topic


def _folded(text: str) -> str:
    from muster.listening.terms import typed

    return typed(text, is_tag=text.startswith("#"))


def speed(stream: Stream, home: Path) -> dict[str, Any]:
    """One connection, one thread, every frame: so many a second, and whether exactly the right ones are kept."""
    with _witness(stream, home) as port:
        source = _source(f"ws://127.0.0.1:{port}/subscribe")
        stopping = threading.Event()
        ear = _Counted(source.pk, len(stream.frames), stopping)
        try:
            listen(Place(source.address), ear, stopping)
        except Deaf as problem:
            raise RuntimeError(str(problem)) from problem
    source.refresh_from_db()
    return {
        "frames_per_second": round(len(stream.frames) / (ear.ended - ear.began)),
        "skipped_right": source.skipped == stream.broken,
        "kept_right": _kept(source) == stream.named,
    }


def broken_off(stream: Stream, home: Path, *, cuts: str, second_form: bool) -> tuple[int, int]:
    """The real listener over a stream that hangs up again and again: how many posts are lost, how many doubled."""
    with _witness(stream, home, "--cuts", cuts) as port:
        path = "xrpc" if second_form else "subscribe"
        source = _source(f"ws://127.0.0.1:{port}/{path}")
        stopping = threading.Event()
        thread = threading.Thread(target=listener.run, args=(stopping,))
        thread.start()
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and not stream.named <= _kept(source):
            time.sleep(0.2)
        # What came too often would come about now.
        time.sleep(1.5)
        stopping.set()
        thread.join(30)
        Source.objects.filter(pk=source.pk).update(state=Source.State.OFF)
    kept = _kept(source)
    doubled = Mention.objects.filter(source=source).count() - len(kept) + len(kept - stream.named)
    return len(stream.named - kept), doubled


def miscounted() -> int:
    """By how many posts the curves differ from the mentions: a post counted twice would stand here."""
    counted = sum(Count.objects.values_list("posts", flat=True))
    return abs(counted - Hearing.objects.count())


def _kept(source: Source) -> set[str]:
    return set(Mention.objects.filter(source=source).values_list("uri", flat=True))


def _source(address: str) -> Source:
    number = Source.objects.count()
    return Source.objects.create(
        kind=Source.Kind.BLUESKY, name=f"Stream {number}", address=address, created_at=clock.now()
    )


@contextmanager
def _witness(stream: Stream, home: Path, *words: str) -> Iterator[int]:
    """The other side, in a process of its own; it ends when its input does."""
    file = home / "stream.txt"
    file.write_bytes(stream.lines())
    command = [sys.executable, "-m", "muster.proof.witness.jetstream", str(file), *words]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        yield int(child.stdout.readline())
    finally:
        assert child.stdin is not None
        child.stdin.close()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        connection.close()
