"""Takes down what staff say a message is, and learns from it in batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max

from muster.audit import actions as audit
from muster.kit.actors import Doer, system
from muster.triage import wording
from muster.triage.kinds import LANGUAGES, Kind
from muster.triage.models import Correction, Lesson

if TYPE_CHECKING:
    from muster.accounts.models import Staff


@transaction.atomic
def correct(
    *, origin: str, text: str, language: str, kind: Kind, judged: Kind, by: Staff, at: datetime
) -> Correction:
    """Take down what one message is; said again about the same message, the last word stands.

    Raises ValueError for a language that we do not speak.
    """
    if language not in LANGUAGES:
        raise ValueError(f"We sort no messages in {language!r}.")
    row, _new = Correction.objects.update_or_create(
        origin=origin,
        defaults={
            "said": wording.plain(text), "language": language, "kind": kind, "judged": judged, "by": by, "at": at,
        },
    )  # fmt: skip
    audit.record(
        by=by, verb="triage.corrected", subject=origin, at=at, kind=str(kind), judged=str(judged)
    )
    return row


@transaction.atomic
def forget(*, origins: Sequence[str]) -> None:
    """Forget what was learnt from these messages; the next lesson is without them."""
    Correction.objects.filter(origin__in=origins).delete()


@transaction.atomic
def learn(*, at: datetime, by: Doer | None = None) -> Lesson | None:
    """Begin a new lesson if corrections came or went since the last; None where there is nothing new."""
    held = Correction.objects.aggregate(count=Count("id"), newest=Max("at"))
    last = Lesson.objects.order_by("-id").first()
    if (
        (last.corrections, last.newest) == (held["count"], held["newest"])
        if last
        else not held["count"]
    ):
        return None
    lesson = Lesson.objects.create(learnt_at=at, corrections=held["count"], newest=held["newest"])
    audit.record(
        by=by or system("triage"),
        verb="triage.learnt",
        subject=str(lesson),
        at=at,
        corrections=held["count"],
    )
    return lesson
