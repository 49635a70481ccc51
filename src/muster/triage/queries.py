"""The judge as the last lesson left it, and how often staff agreed with what was judged."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from muster.triage.kinds import Kind
from muster.triage.models import Correction, Lesson

if TYPE_CHECKING:
    from muster.triage.judging import Judge

_learning = Lock()
_known: dict[int, Judge] = {}
# As many as are learnt within a minute; of more, the newest.
MOST = 50_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """What staff looked at of one kind, and how much of it had been judged as they did."""

    kind: Kind
    looked_at: int
    agreed: int


def judge() -> Judge:
    """Return the judge of the last lesson. The first call of a process takes seconds: for workers, not for pages."""
    from muster.triage import judging

    number = Lesson.objects.order_by("-id").values_list("id", flat=True).first()
    if number is None:
        return judging.untaught()
    with _learning:
        if number not in _known:
            rows = Correction.objects.order_by("-at").values_list("language", "said", "kind")[:MOST]
            taught = judging.taught([(language, said, Kind(kind)) for language, said, kind in rows])
            _known.clear()
            _known[number] = taught
        return _known[number]


def agreement() -> list[Agreement]:
    """Return, for each kind that staff gave, how often the machine had said the same."""
    rows = (
        Correction.objects.values("kind")
        .annotate(looked_at=Count("id"), agreed=Count("id", filter=Q(judged=F("kind"))))
        .order_by("kind")
    )
    return [Agreement(Kind(row["kind"]), row["looked_at"], row["agreed"]) for row in rows]


def last_lesson() -> Lesson | None:
    """Return when something was learnt last, if ever."""
    return Lesson.objects.order_by("-id").first()
