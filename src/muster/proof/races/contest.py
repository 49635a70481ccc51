"""A hundred people press at once: one line to start from, every loser a conflict in words (T4).

Each thread has its own connection, at READ COMMITTED or at SERIALIZABLE.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import close_old_connections, connection

from muster.approvals import queries as approvals
from muster.approvals.models import Clearance, Decision
from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast
from muster.delivery.models import Release
from muster.kit import clock
from muster.kit.errors import Conflict, Refused
from muster.kit.scope import entered
from muster.proof.races import house

READ_COMMITTED: Final = "READ COMMITTED"
SERIALIZABLE: Final = "SERIALIZABLE"
# How many of a hundred press what.
SHARES: Final = {"approve": 46, "release": 40, "edit": 7, "withdraw": 7}
APPROVERS: Final = 8
NEEDED: Final = 2


@dataclass(slots=True)
class Came:
    """What became of everybody, and what was broken."""

    ends: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


class Contest:
    """The house once; a broadcast of its own for each race."""

    def __init__(self) -> None:
        self.author = house.staff("ana", "author", "organiser")
        self.organiser = house.staff("olga", "organiser")
        self.approvers = [house.staff(f"approver{n}", "approver") for n in range(APPROVERS)]
        self.audience = house.furnish(self.author)

    def race(self, *, threads: int, isolation: str, agreed: int = 0) -> Came:
        """Start them all at once on one broadcast, on which `agreed` have said yes already."""
        made = house.written(self.audience, by=self.author)
        with entered(self.author.scope):
            actions.submit(broadcast_id=made.pk, by=self.author, session_mac="ana")
        asked = approvals.open_round(made.reference)
        digest = asked.digest if asked else ""
        for who in range(agreed):
            self._approve(made, digest, who)
        came = _together(self._jobs(made, digest, threads), isolation)
        came.violations += self._broken(made, digest)
        return came

    def _jobs(self, made: Broadcast, digest: str, threads: int) -> list[Callable[[], object]]:
        presses: dict[str, Callable[[int], object]] = {
            "approve": lambda n: self._approve(made, digest, n % APPROVERS),
            "release": lambda _n: actions.release(
                broadcast_id=made.pk, digest=digest, by=self.organiser
            ),
            "edit": lambda n: actions.edit(
                broadcast_id=made.pk,
                changes={"subject": f"Beach clean {n}"},
                by=self.author,
                session_mac="ana",
            ),
            "withdraw": lambda _n: actions.withdraw(broadcast_id=made.pk, by=self.author),
        }
        whole = sum(SHARES.values())
        jobs: list[Callable[[], object]] = []
        for name, share in SHARES.items():
            count = round(threads * share / whole)
            jobs += [lambda press=presses[name], n=n: press(n) for n in range(count)]  # type: ignore[misc]
        return jobs

    def _approve(self, made: Broadcast, digest: str, who: int) -> Decision:
        staff = self.approvers[who]
        return actions.decide(
            broadcast_id=made.pk,
            digest=digest,
            kind="approve",
            by=staff,
            authenticated_at=clock.db_now(),
            session_mac=staff.name,
        )

    def _broken(self, made: Broadcast, digest: str) -> list[str]:
        """Read from the rows: one release at most, and two others behind it who agreed to this text."""
        releases = list(Release.objects.filter(subject=made.reference).select_related("document"))
        yes = Decision.objects.filter(
            round__subject=made.reference, digest=digest, kind=Decision.Kind.APPROVE
        )
        voters = set(yes.values_list("staff_id", flat=True)) - {self.author.pk}
        wrong = []
        if len(releases) > 1 or Clearance.objects.filter(subject=made.reference).count() > 1:
            wrong.append("let go twice")
        if yes.count() != len(set(yes.values_list("staff_id", flat=True))):
            wrong.append("one person counted twice")
        return wrong + [
            f"sending with {len(voters)} who agreed to this text"
            for sent in releases
            if sent.document.digest != digest or len(voters) < NEEDED
        ]


def _together(jobs: list[Callable[[], object]], isolation: str) -> Came:
    line, came = threading.Barrier(len(jobs)), Came()

    def run(job: Callable[[], object]) -> None:
        close_old_connections()
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL {isolation}"
                )
            line.wait()
            began = time.perf_counter()
            end = _end_of(job)
            came.seconds.append(time.perf_counter() - began)
            came.ends[end] += 1
        finally:
            connection.close()

    started = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    unheard = len(jobs) - came.ends.total()
    if unheard:
        came.violations.append(f"{unheard} heard nothing")
    return came


def _end_of(job: Callable[[], object]) -> str:
    """“done”, the name of a conflict, or what should never come."""
    try:
        job()
    except Conflict as lost:
        return type(lost).__name__ if lost.message else "a conflict without a word"
    except Refused as other:
        return f"not a conflict: {type(other).__name__}"
    except Exception as broken:  # noqa: BLE001 - whatever it is, it is counted and named
        return f"not a conflict: {type(broken).__name__}: {broken}"
    return "done"


def unnamed(came: Came) -> list[str]:
    """Ends that are neither success nor a conflict in words."""
    return [end for end in came.ends if " " in end]


def figures(came: list[Came]) -> dict[str, Any]:
    """Races run, what was broken in them, and how long all but one in twenty waited at most."""
    seconds = sorted(second for one in came for second in one.seconds)
    broken = [words for one in came for words in (*one.violations, *unnamed(one))]
    p95 = seconds[int(len(seconds) * 0.95)] if seconds else 0.0
    return {"races": len(came), "violations": broken, "p95_ms": round(p95 * 1000, 1)}
