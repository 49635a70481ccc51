"""What the bench of a drive says about money: exact replays, shuffled reports, and gifts a second by the real hook.

Each function wants a throw-away installation that is ready; the database counts, not we.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from muster.gifts import actions, queries
from muster.gifts.actions import NewEntry
from muster.gifts.models import Entry
from muster.kit import clock
from muster.kit.actors import system
from muster.kit.money import Money
from muster.people import actions as people
from muster.people.keys import Key
from muster.people.known import Known
from muster.proof.benches.driving import reports

FILE: Final = "data/donations/live_drives_sgdq2011_2014.csv.gz"
REDELIVERED: Final = 0.1
_AT_ONCE: Final = 5_000
_PATIENCE: Final = 300.0
_BY: Final = system("bench")


@dataclass(frozen=True, slots=True)
class Replays:
    """How many earlier drives there are, how many stand exact, and what a repetition changed."""

    drives: int
    exact: int
    redelivery_changed: int


def shared() -> Path | None:
    """The file of earlier drives, if it is on this computer."""
    path = Path(os.environ.get("MUSTER_SHARED", "../shared")) / FILE
    return path if path.exists() else None


def replays() -> Replays | None:
    """Bring every earlier drive into the ledger, then a tenth of it once more; None without the file."""
    path = shared()
    if path is None:
        return None
    exact = changed = 0
    drives = _drives(path)
    for name, rows in drives.items():
        purpose = f"bench:{name}"
        entries = list(_entries(name, purpose, rows))
        for start in range(0, len(entries), _AT_ONCE):
            actions.record(entries=entries[start : start + _AT_ONCE], source=name, by=_BY)
        wanted = sum(Money.parse(row["amount_usd"], "USD").minor for row in rows)
        stands = _stands(purpose)
        exact += stands == (wanted, len(rows))
        chosen = random.Random(name).sample(entries, int(len(entries) * REDELIVERED))
        changed += actions.record(entries=chosen, source=name, by=_BY)
        changed += _stands(purpose) != stands
    return Replays(len(drives), exact, changed)


def mismatches(*, sequences: int = 10_000, seed: int = 8) -> int:
    """How many payments stand in the ledger for another sum than came, after reports in any order.

    Each sequence is one payment: captures, refunds, disputes and declines, shuffled, a tenth of them twice,
    folded in portions of any size. The drive’s total is one more.
    """
    wrong, purpose = 0, f"bench:shuffled-{seed}"
    chance, came = random.Random(seed), 0
    for start in range(0, sequences, _AT_ONCE // 5):
        many = min(_AT_ONCE // 5, sequences - start)
        told = [reports.story(chance, payment) for payment in reports.begun(many, purpose)]
        events = [event for story in told for event in story.events]
        events += chance.sample(events, len(events) // 10)
        chance.shuffle(events)
        while events:
            some = [events.pop() for _n in range(min(len(events), chance.randint(1, 900)))]
            actions.keep(heard=some, gateway="stripe")
            actions.fold()
        stand = _by_payment(purpose)
        wrong += sum(stand[story.payment.pk] != story.stands for story in told)
        came += sum(story.stands for story in told)
    return wrong + (_stands(purpose)[0] != came)


def gifts_per_second(*, gifts: int = 6_000) -> dict[str, Any]:
    """Paid gifts a second by the real hook of the real web server, from the first byte until the last is counted."""
    from muster.proof.benches.driving.hook import Hook

    purpose = "bench:hook"
    payments = reports.begun(gifts, purpose)
    wanted = sum(one.minor for one in payments)
    with Hook() as hook:
        began = time.perf_counter()
        said = hook.send([reports.completed(one) for one in payments])
        # “Yes” means kept; the clock runs on until the last of them is counted.
        while _stands(purpose)[1] < gifts and time.perf_counter() - began < _PATIENCE:
            time.sleep(0.05)
        seconds = time.perf_counter() - began
    stands, _count = _stands(purpose)
    return {
        "gifts": gifts,
        "gifts_per_second": round(gifts / seconds),
        "accepted_per_second": round(gifts / said["seconds"]),
        "answers": said["answers"],
        "exact": stands == wanted and set(said["answers"]) == {"200"},
    }


def _drives(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            found[row["event"]].append(row)
    return found


def _entries(name: str, purpose: str, rows: Sequence[dict[str, str]]) -> Iterator[NewEntry]:
    """Every row is a gift: equal ones get a number of their own by their order."""
    keys = _keys(name, rows)
    counted: Counter[str] = Counter()
    for row in rows:
        said = "|".join(row.values())
        counted[said] += 1
        number = hashlib.sha256(f"{said}|{counted[said]}".encode()).hexdigest()
        yield NewEntry(
            key_id=keys.get(row["donor_hash"]),
            money=Money.parse(row["amount_usd"], "USD"),
            at=datetime.fromisoformat(row["donated_at"]).replace(tzinfo=UTC),
            reference=number,
            purpose=purpose,
        )


def _keys(name: str, rows: Sequence[dict[str, str]]) -> dict[str, int]:
    """Whoever gave under a sign is one person for all their gifts."""
    signs = sorted({row["donor_hash"] for row in rows if row["donor_hash"]})
    known = [Known(keys=[Key("external", f"{name}:{sign}")]) for sign in signs]
    results = people.resolve(known=known, source=name, by=_BY, at=clock.now())
    return {sign: one.key_ids[0] for sign, one in zip(signs, results, strict=True)}


def _stands(purpose: str) -> tuple[int, int]:
    """What the ledger says of a purpose: the sum, and how many gifts did not go back."""
    told = queries.sums([purpose])
    return sum(one.minor for one in told), sum(one.givers for one in told)


def _by_payment(purpose: str) -> Counter[int]:
    stand: Counter[int] = Counter()
    rows = Entry.objects.filter(purpose=purpose).values_list("payment_id", "minor")
    for number, minor in rows:
        stand[number or 0] += minor
    return stand
