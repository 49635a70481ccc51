"""Saving and letting go of a score: row and audit entry in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muster.audiences.actions.kept import (
    NothingMeant,
    fit_once,
    refuse_used,
    staff_of,
    take_turns,
)
from muster.audiences.definition import Scored
from muster.audiences.models import Score
from muster.audiences.scores import Line, dumped
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer


@transaction.atomic
def keep_score(
    *,
    score: Score | None,
    name: str,
    lines: Sequence[Line],
    by: Doer,
    at: datetime | None = None,
) -> Score:
    """Save what a score counts. Every audience that names it follows from this moment."""
    moment = at or clock.now()
    take_turns()
    if not lines or any(not one.points for one in lines):
        raise NothingMeant(_("Write at least one line, and how many points it gives."))
    kept = score or Score(created_by=staff_of(by), created_at=moment)
    before = kept.lines
    kept.name, kept.lines = _fit_score(name, kept.pk), dumped(lines)
    kept.changed_by, kept.changed_at = staff_of(by), moment
    kept.save()
    verb = "score.changed" if before else "score.created"
    audit.record(by=by, verb=verb, subject=f"score:{kept.pk}", before=before, lines=kept.lines)
    return kept


@transaction.atomic
def drop_score(*, score: Score, by: Doer) -> None:
    """Let go of a score that no audience names."""
    take_turns()
    refuse_used(Scored.IS, "score", score.pk)
    subject, told = f"score:{score.pk}", score.lines
    score.delete()
    audit.record(by=by, verb="score.dropped", subject=subject, lines=told)


def _fit_score(raw: str, number: int | None) -> str:
    return fit_once(
        raw,
        Score.objects.exclude(pk=number or 0),
        missing=_("Give the score a name, so that others find it."),
        taken=_("There is already a score “{name}”. Choose another name."),
    )
