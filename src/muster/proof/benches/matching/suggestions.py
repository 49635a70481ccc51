"""One shift after the other, as staff open them: how long a suggestion takes, and whether all are qualified."""

from __future__ import annotations

import random
import time
from typing import Any, Final

from muster.accounts.models import Staff
from muster.kit import clock
from muster.kit.scope import entered
from muster.proof.benches.matching.judging import Judge
from muster.volunteering import demands, suggesting
from muster.volunteering.models import Shift

MOST: Final = 20
WARM: Final = 5
SEED: Final = 7


def asked(by: Staff, judge: Judge, cases: int) -> dict[str, Any]:
    """Ask for random shifts until so many suggested people were looked at by the second judge."""
    coming = demands.coming(Shift.objects.all(), at=clock.now())
    shifts = list(coming.order_by("id").values_list("id", flat=True))
    chance = random.Random(SEED)
    times: list[float] = []
    looked, wrong, nobody = 0, 0, 0
    # Where nobody fits anything, it ends as well.
    while looked < cases and len(times) < cases + WARM:
        number = chance.choice(shifts)
        with entered(by.scope):
            began = time.perf_counter()
            shift = Shift.objects.select_related("task").get(pk=number)
            found = suggesting.for_shift(shift, by=by, most=MOST)
            times.append((time.perf_counter() - began) * 1000)
        looked += len(found)
        nobody += not found
        wrong += judge.wrong((shift, one.person.pk) for one in found)
    return {
        "suggestions": len(times),
        "suggest_p95_ms": round(slow_end(times[WARM:]), 1),
        "cases": looked,
        "suggested_nobody": nobody,
        "unqualified": wrong,
    }


def slow_end(times: list[float]) -> float:
    """The 95th percentile by the nearest rank; 0 of none."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] if ordered else 0.0
