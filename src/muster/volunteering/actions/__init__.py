"""Everything that can be done with skills, tasks, shifts and the people who take them."""

from muster.volunteering.actions.coming import turn
from muster.volunteering.actions.forget import forget
from muster.volunteering.actions.inviting import follow_invitations
from muster.volunteering.actions.leaving import confirm, leave, seat_who_waits
from muster.volunteering.actions.marking import Outcome, correct, finish
from muster.volunteering.actions.ready import (
    Ready,
    add_away,
    add_free,
    drop_away,
    drop_free,
    keep_readiness,
    make_calendar,
)
from muster.volunteering.actions.reminding import remind, send_link
from muster.volunteering.actions.shifts import add_shifts, call_off, change_slots
from muster.volunteering.actions.skills import (
    claim,
    contradict,
    expire,
    give_up,
    keep_skill,
    prove,
    retire_skill,
)
from muster.volunteering.actions.swapping import keep_place, offer_swap
from muster.volunteering.actions.taking import take, take_swap
from muster.volunteering.actions.tasks import Told, end_task, keep_task, open_task

__all__ = [
    "Outcome",
    "Ready",
    "Told",
    "add_away",
    "add_free",
    "add_shifts",
    "call_off",
    "change_slots",
    "claim",
    "confirm",
    "contradict",
    "correct",
    "drop_away",
    "drop_free",
    "end_task",
    "expire",
    "finish",
    "follow_invitations",
    "forget",
    "give_up",
    "keep_place",
    "keep_readiness",
    "keep_skill",
    "keep_task",
    "leave",
    "make_calendar",
    "offer_swap",
    "open_task",
    "prove",
    "remind",
    "retire_skill",
    "seat_who_waits",
    "send_link",
    "take",
    "take_swap",
    "turn",
]
