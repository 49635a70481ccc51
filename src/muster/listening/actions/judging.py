"""Lets triage say what each mention is; what it says is counted, and answers nobody."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from muster.listening.actions import curves
from muster.listening.models import Hearing, Mention
from muster.triage import queries as judges
from muster.triage.kinds import Kind

AT_ONCE: Final = 500
# What the alarm counts as being against us.
NEGATIVE: Final = frozenset({Kind.COMPLAINT, Kind.HATE})


def judge() -> int:
    """Judge everything that nobody has judged, batch by batch; returns how many."""
    total = 0
    while done := _batch():
        total += done
    return total


@transaction.atomic
def _batch() -> int:
    waiting = Mention.objects.select_for_update(skip_locked=True).filter(kind="")
    mentions = list(waiting.order_by("id")[:AT_ONCE])
    if not mentions:
        return 0
    judged = judges.judge().judge([one.text for one in mentions])
    for mention, found in zip(mentions, judged, strict=True):
        mention.language, mention.kind = found.language, str(found.kind)
        mention.negative = found.kind in NEGATIVE
    Mention.objects.bulk_update(mentions, ["language", "kind", "negative"])
    bad = [one.pk for one in mentions if one.negative]
    curves.counted(Hearing.objects.filter(mention__in=bad).values_list("topic_id", "at"))
    return len(mentions)
