"""A process that answers from one lake as a web server does, and says how fast, who, and in how much memory."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from muster.proof.benches.choosing.ours import Ours

_SAID: Final = "said: "
_CHILD: Final = "from muster.proof.benches.choosing import reading; reading.child()"
_WARM: Final = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What the process is told: the lake, the moment that counts as now, and the numbers that names stand for."""

    folder: str
    now: str
    kinds: dict[str, int]
    refs: dict[str, int]
    # Only the whole questions, for lakes of which no more is asked.
    briefly: bool = False
    # How often each is asked; of the changes only every so many-th is tried where time is short.
    tries: int = 7
    step: int = 1
    # Facts a second that somebody else writes while freshness is measured; none means it is not.
    rate: int = 0


def ask(told: Told) -> dict[str, Any]:
    """Let a process of its own answer, so that its memory is its own and nothing of ours is warm in it."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=json.dumps(asdict(told)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ | {"MUSTER_LAKE": told.folder},
    )
    # An engine may draw how far it has come into the same stream.
    line = next(one for one in reversed(done.stdout.split("\n")) if one.startswith(_SAID))
    said: dict[str, Any] = json.loads(line.removeprefix(_SAID))
    return said


def child() -> None:
    """What the process does."""
    told = Told(**json.loads(sys.stdin.read()))
    from muster.proof import throwaway

    throwaway.prepare()
    import django

    django.setup()
    sys.stdout.write(f"\n{_SAID}{json.dumps(_answered(told))}\n")


def _answered(told: Told) -> dict[str, Any]:
    from muster.audiences.lake import layout
    from muster.proof.benches.choosing import asked, freshness
    from muster.proof.benches.choosing.by_hand import ByHand
    from muster.proof.benches.choosing.ours import Ours
    from muster.proof.benches.sending import usage

    now, folder = datetime.fromisoformat(told.now), Path(told.folder)
    manifest = layout.current(folder)
    if manifest is None:
        raise AssertionError(folder)
    ours = Ours(now)
    texts = {one.name: asked.text(one, now) for one in asked.QUESTIONS}
    whole = {name: _whole(ours, text, told.tries) for name, text in texts.items()}
    said: dict[str, Any] = {"ours": whole}
    if not told.briefly:
        said |= _typed(ours, now, told)
        said["fresh"] = freshness.seconds(ours, told.rate) if told.rate else []
        # Read before anything is done in this process that no web server does.
        said["web_mb"] = usage.most_memory(os.getpid())
    for name, text in texts.items():
        whole[name] |= _listed(ours, text, told.tries)
    said["by_sql"] = [name for name, text in texts.items() if text in ours.by_sql]
    hand = ByHand(folder, manifest, asked.values(now, told.kinds, told.refs))
    said["by_hand"] = {
        one.name: {
            "ms": median(timed(lambda: hand.count(one), tries=told.tries)),  # noqa: B023 - called at once
            "members": digest(hand.members(one)),
        }
        for one in asked.QUESTIONS
    }
    return said


def _whole(ours: Ours, text: str, tries: int) -> dict[str, Any]:
    """A definition of which nothing is known yet, counted, and then who they are."""
    spent = timed(lambda: ours.count(text), tries=tries, before=ours.forget)
    return {"ms": median(spent), "members": digest(ours.members(text))}


def _listed(ours: Ours, text: str, tries: int) -> dict[str, Any]:
    """The same by the other way, as lists are made."""
    spent = timed(lambda: ours.listed(text), warm=1, tries=max(1, tries // 2))
    return {"list_ms": median(spent), "listed": digest(ours.listed(text))}


def _typed(ours: Ours, now: datetime, told: Told) -> dict[str, Any]:
    """What typing feels like: everything known already, then one condition changed at a time."""
    from muster.proof.benches.choosing import asked, edits

    known, edited = [], []
    for one in asked.QUESTIONS:
        text = asked.text(one, now)
        known += timed(lambda: ours.count(text), tries=told.tries * 6)  # noqa: B023 - called at once
    whole = []
    for before, after in islice(edits.of(now), 0, None, told.step):
        ours.forget()
        ours.answer(before)
        edited += timed(lambda: ours.count(after), warm=0, tries=1)  # noqa: B023 - called at once
        ours.forget()
        ours.answer(before)
        whole += timed(lambda: ours.answer(after), warm=0, tries=1)  # noqa: B023 - called at once
    # Everything anybody typed stays in mind at once: that is when a web server is largest.
    for _before, after in edits.of(now):
        ours.answer(after)
    return {"cached_ms": known, "edit_ms": edited, "answer_ms": whole}


def timed(
    work: Callable[[], object],
    *,
    before: Callable[[], object] = lambda: None,
    warm: int = _WARM,
    tries: int = 1,
) -> list[float]:
    """Milliseconds of each try, once the disk and the engine are warm; ``before`` is not counted."""
    spent = []
    for _number in range(warm + tries):
        before()
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1e3)
    return spent[warm:]


def digest(members: Iterable[int]) -> str:
    """How many and who, in so few signs that they can be told apart by."""
    numbers = np.sort(np.fromiter(members, dtype=np.int64))
    return f"{len(numbers)} {hashlib.sha256(numbers.tobytes()).hexdigest()[:16]}"
