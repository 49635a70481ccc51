"""The plan of all tasks at once, timed as the office page asks for it, and what a referee says of it afterwards."""

from __future__ import annotations

import resource
import time
from datetime import datetime
from typing import Any

import numpy as np

from muster.accounts.models import Staff
from muster.kit import clock
from muster.kit.scope import Scope, entered
from muster.proof.benches.matching import referee
from muster.proof.benches.matching.judging import Judge
from muster.volunteering import demands, planning, volunteers
from muster.volunteering.models import Shift
from muster.volunteering.planning import Plan, able, fitting, fixed, flow
from muster.volunteering.planning.columns import Columns


def planned(by: Staff) -> tuple[Plan, dict[str, Any]]:
    """Plan every shift that is to come, with everybody there is; returns the plan and its figures."""
    at = clock.now()
    with entered(by.scope):
        began = time.perf_counter()
        found = planning.plan(_shifts(at), scope=by.scope, at=at)
        seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found, {
        "plan_seconds": round(seconds, 2),
        "plan_mb": round(most),
        "plan_places": found.asked_for,
        "plan_filled": len(found.places),
    }


def judged(found: Plan) -> dict[str, Any]:
    """Whether anything better was possible among the same candidates, and what greed would have made of them."""
    choices = _choices(found)
    plan, greed = referee.of_plan(choices), referee.of_greed(choices)
    return {
        "optimal": referee.is_sound(choices) and referee.is_best(choices),
        "plan_empty": plan.empty,
        "plan_cost": plan.cost,
        "greedy_empty": greed.empty,
        "greedy_cost": greed.cost,
        # Whoever fills fewer places pays for fewer: compared is what a filled place costs.
        "greedy_worse_percent": round(100 * (_each(choices, greed) / _each(choices, plan) - 1), 1),
    }


def wrong(found: Plan, judge: Judge) -> int:
    """How many the plan put where they lack a skill."""
    shifts = Shift.objects.select_related("task").in_bulk([one.shift_id for one in found.places])
    return judge.wrong((shifts[one.shift_id], one.person_id) for one in found.places)


def _shifts(at: datetime) -> Any:
    return demands.with_needs(demands.coming(Shift.objects.order_by("id"), at=at))


def _each(choices: referee.Choices, outcome: referee.Outcome) -> float:
    return outcome.cost / max(int(choices.slots.sum()) - outcome.empty, 1)


def _choices(found: Plan) -> referee.Choices:
    """What the plan could choose from, read and drawn a second time."""
    wanted = list(found.wanted.values())
    since, until = min(one.starts_at for one in wanted), max(one.ends_at for one in wanted)
    known = volunteers.read(volunteers.of_scope(Scope.EVERYONE), since=since, until=until)
    skilled, refused = able.judge(wanted, list(known)), fixed.declined(wanted)
    columns = Columns.of(list(known.values()), at=found.at)
    out: dict[int, set[int]] = {}
    for number, person in refused:
        out.setdefault(number, set()).add(person)
    seen = [
        fitting.candidates(columns, one, judged=skilled, refused=out.get(one.shift_id, set()))
        for one in wanted
    ]
    sizes = [len(one.rows) for one in seen]
    shift = np.repeat(np.arange(len(wanted)), sizes)
    rows = np.concatenate([one.rows for one in seen]).astype(np.int64)
    numbers = np.array([one.person_id for one in columns.people])
    chosen = {(place.shift_id, place.person_id) for place in found.places}
    ids = [one.shift_id for one in wanted]
    pairs = zip(shift.tolist(), numbers[rows].tolist(), strict=True)
    return referee.Choices(
        person=numbers[rows],
        day=np.asarray(flow.blocks(wanted), dtype=np.int64)[shift],
        shift=shift,
        cost=flow.cost(np.concatenate([one.points for one in seen])),
        taken=np.array([(ids[place], person) in chosen for place, person in pairs], dtype=bool),
        slots=np.array([one.open for one in wanted], dtype=np.int64),
        second=flow.SECOND,
    )
