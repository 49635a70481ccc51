"""What a colleague decides about two records that may be of one person: join, keep both, or later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.errors import Conflict
from muster.people import faces
from muster.people.actions import joins
from muster.people.models import IdentityKey, KeptApart, MergeEdge, Person, PossibleMatch

BY_MATCH: Final = "possible match"
LATER: Final = timedelta(days=7)
THOUGHT: Final = 0.5


class ChangedSince(Conflict):
    """One of the two records says something else than when the page was drawn."""


@transaction.atomic
def ask_about(*, one: Person, other: Person, by: Any) -> PossibleMatch:
    """Put two records into the queue because a colleague thinks they may be of one person."""
    first, second = sorted((one.pk, other.pk))
    if first == second:
        raise joins.SamePerson(_("This is one and the same record already."))
    # The search of the night weighs them anew; until then it is only a colleague’s thought.
    pair, made = PossibleMatch.objects.get_or_create(
        one_id=first, other_id=second,
        defaults={
            "score": THOUGHT, "weights": [], "digest": faces.of_pair(first, second),
            "found_at": clock.now(),
        },
    )  # fmt: skip
    if made:
        audit.record(
            by=by, verb="person.match_asked_about", subject=f"person:{first}", other=second
        )
    return pair


@transaction.atomic
def join_match(*, match: PossibleMatch, keep: int, seen: str, by: Any) -> MergeEdge:
    """Make one record of the pair; ``keep`` is the number of the one that stays."""
    _as_seen(match, seen)
    gone = match.other_id if keep == match.one_id else match.one_id
    people = {one.id: one for one in Person.objects.filter(id__in=[keep, gone])}
    return joins.join_people(
        keep=people[keep], other=people[gone], by=by, rule=BY_MATCH, certainty=round(match.score, 6)
    )


@transaction.atomic
def keep_apart(*, match: PossibleMatch, seen: str, by: Any) -> KeptApart:
    """These are two people. The question comes back only when one of the records changes."""
    _as_seen(match, seen)
    made = _set_aside(match, seen, by=by, until=None)
    now = clock.now()
    keys = IdentityKey.objects.filter(person__in=[match.one_id, match.other_id]).order_by("id")
    first = {key.person_id: key.id for key in reversed(keys)}
    activity.append(
        [
            NewFact("person.kept_apart", key, now, by.actor, data={})
            for key in sorted(first.values())
        ]
    )
    audit.record(
        by=by, verb="person.kept_apart", subject=f"person:{match.one_id}", other=match.other_id
    )
    return made


@transaction.atomic
def put_off(*, match: PossibleMatch, seen: str, by: Any) -> KeptApart:
    """Not now: the pair comes back in a week, or when one of the records changes."""
    _as_seen(match, seen)
    made = _set_aside(match, seen, by=by, until=clock.now() + LATER)
    audit.record(
        by=by, verb="person.match_put_off", subject=f"person:{match.one_id}", other=match.other_id
    )
    return made


@transaction.atomic
def ask_again(*, apart: KeptApart, by: Any) -> None:
    """Take back that two records are two people: the pair waits in the queue once more."""
    one, other = apart.one_id, apart.other_id
    apart.delete()
    audit.record(by=by, verb="person.match_asked_again", subject=f"person:{one}", other=other)


def _as_seen(match: PossibleMatch, seen: str) -> None:
    """Refuse to decide about something else than what the colleague looked at."""
    if seen != faces.of_pair(match.one_id, match.other_id):
        raise ChangedSince(
            _("One of the two records changed since you opened the page. Look at them again.")
        )


def _set_aside(match: PossibleMatch, seen: str, *, by: Any, until: Any) -> KeptApart:
    made, _new = KeptApart.objects.update_or_create(
        one_id=match.one_id,
        other_id=match.other_id,
        defaults={
            "digest": seen,
            "until": until,
            "actor": by.actor,
            "actor_name": getattr(by, "name", ""),
            "at": clock.now(),
        },
    )
    return made
