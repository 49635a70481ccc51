"""What a house may set of the rules of agreement themselves."""

from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy

from muster.approvals.actions.policy import set_policy
from muster.approvals.kinds.saying import differing
from muster.approvals.queries.policy import policy
from muster.approvals.registry import Change, State, offer

POLICY = "approval.policy"
SUBJECT = "policy:1"
PERMISSION = "settings.manage"

LABELS = {
    "cool_down": gettext_lazy("One person may send alone to 500, after 15 minutes"),
    "day_from": gettext_lazy("The working day begins"),
    "day_to": gettext_lazy("The working day ends"),
    "weekends": gettext_lazy("Weekends are like nights"),
    "zone": gettext_lazy("Time zone"),
}


def declare() -> None:
    offer(
        Change(
            POLICY,
            gettext_lazy("The rules of approval"),
            PERMISSION,
            now=lambda _subject: now(),
            apply=lambda _subject, after, by: set_policy(by=by, **_read(after)),
            lines=lambda before, after: differing(LABELS, before, after),
        )
    )


def now() -> dict[str, Any]:
    row = policy()
    return {
        "cool_down": row.cool_down,
        "day_from": f"{row.day_from:%H:%M}",
        "day_to": f"{row.day_to:%H:%M}",
        "weekends": row.weekends,
        "zone": row.zone,
    }


def _read(after: State) -> dict[str, Any]:
    times = {name: time.fromisoformat(after[name]) for name in ("day_from", "day_to")}
    return {**after, **times}
