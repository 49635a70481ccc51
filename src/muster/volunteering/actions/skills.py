"""The vocabulary of skills, and what we know of a person’s: claimed, proved, expired, contradicted.

The trait ``skill`` in people holds exactly while a standing is claimed or proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from muster.audit import actions as audit
from muster.kit.actors import Doer, system
from muster.kit.scope import Scope, entered
from muster.kit.text import clean, fold
from muster.people import actions as people
from muster.people.models import IdentityKey
from muster.volunteering import errors, standings
from muster.volunteering.models import Skill, Standing

_HOLDS = (Standing.State.CLAIMED, Standing.State.PROVED)


@transaction.atomic
def keep_skill(
    *,
    skill: Skill | None,
    names: Mapping[str, str],
    needs_proof: bool,
    months: int | None,
    by: Doer,
    at: datetime,
) -> Skill:
    """Add a word to the vocabulary, or change how it is written; its slug stays."""
    told = {language: clean(name)[:80] for language, name in names.items() if clean(name)}
    if "en" not in told:
        raise errors.NoWords
    held = skill or Skill(slug=slugify(fold(told["en"]))[:60])
    held.names, held.needs_proof, held.months = told, needs_proof, months or None
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise errors.SkillTaken from error
    audit.record(by=by, verb="skill.kept", subject=str(held), at=at, new=skill is None)
    return held


@transaction.atomic
def retire_skill(*, skill: Skill, by: Doer, at: datetime) -> Skill:
    """Offer a word no longer; what we know of people stays."""
    skill.retired_at = at
    skill.save(update_fields=["retired_at"])
    audit.record(by=by, verb="skill.retired", subject=str(skill), at=at)
    return skill


@transaction.atomic
def claim(*, skill: Skill, key: IdentityKey, by: Doer, at: datetime) -> Standing:
    """The person says they can do it. What is claimed or proved already stays as it is."""
    present = _present(skill, key)
    if present is not None and present.state in _HOLDS:
        return present
    if present is not None and present.state == Standing.State.CONTRADICTED:
        raise errors.Contradicted
    return _stand(skill, key, Standing.State.CLAIMED, by=by, at=at)


@transaction.atomic
def give_up(*, skill: Skill, key: IdentityKey, by: Doer, at: datetime) -> None:
    """The person says they cannot do it, or would rather not be asked for it."""
    present = _present(skill, key)
    if present is not None and present.state not in _HOLDS:
        return
    _end(skill, key, at)
    _trait(skill, key, holds=False, by=by, at=at)
    audit.record(by=by, verb="skill.given_up", subject=str(skill), at=at, key=key.pk)


@transaction.atomic
def prove(
    *, skill: Skill, key: IdentityKey, evidence: str, until: date | None, by: Doer, at: datetime
) -> Standing:
    """Somebody of ours saw the paper. Without a date it lasts as long as such a proof usually does."""
    words = clean(evidence)[:500]
    if not words:
        raise errors.NoEvidence
    if until is None and skill.months:
        until = at.date() + timedelta(days=round(skill.months * 365.25 / 12))
    return _stand(skill, key, Standing.State.PROVED, by=by, at=at, evidence=words, until=until)


@transaction.atomic
def contradict(*, skill: Skill, key: IdentityKey, reason: str, by: Doer, at: datetime) -> Standing:
    """Somebody of ours knows that it is not so, and says why."""
    words = clean(reason)[:500]
    if not words:
        raise errors.NoReason
    return _stand(skill, key, Standing.State.CONTRADICTED, by=by, at=at, evidence=words)


def expire(*, at: datetime) -> int:
    """End every proof whose day is over; safe to run twice. Returns how many."""
    due = Standing.objects.filter(
        ended_at=None, state=Standing.State.PROVED, until__lt=at.date()
    ).order_by("id")
    return sum(_expire(number, at) for number in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _expire(number: int, at: datetime) -> int:
    held = Standing.objects.select_for_update(of=("self",)).select_related("skill", "key")
    due = held.filter(pk=number, ended_at=None).first()
    if due is None:
        return 0
    state = Standing.State.EXPIRED
    _stand(due.skill, due.key, state, by=system("volunteering"), at=at, evidence=due.evidence)
    return 1


def _stand(
    skill: Skill,
    key: IdentityKey,
    state: Standing.State,
    *,
    by: Doer,
    at: datetime,
    evidence: str = "",
    until: date | None = None,
) -> Standing:
    """End what held, and let the new word hold."""
    _end(skill, key, at)
    made = Standing.objects.create(
        skill=skill, key=key, state=state, at=at, until=until, by=by.actor, evidence=evidence
    )
    _trait(skill, key, holds=state in _HOLDS, by=by, at=at)
    audit.record(by=by, verb=f"skill.{state}", subject=str(skill), at=at, key=key.pk)
    return made


def _present(skill: Skill, key: IdentityKey) -> Standing | None:
    """What holds of this person, by whichever of their keys, locked."""
    held = Standing.objects.filter(skill=skill, ended_at=None)
    theirs = (
        held.filter(key=key) if key.person_id is None else held.filter(key__person=key.person_id)
    )
    return theirs.select_for_update(of=("self",)).order_by("-at", "-id").first()


def _end(skill: Skill, key: IdentityKey, at: datetime) -> None:
    held = Standing.objects.filter(skill=skill, ended_at=None)
    theirs = (
        held.filter(key=key) if key.person_id is None else held.filter(key__person=key.person_id)
    )
    theirs.update(ended_at=at)


def _trait(skill: Skill, key: IdentityKey, *, holds: bool, by: Doer, at: datetime) -> None:
    if key.person_id is None:
        return
    whose, what = key.person_id, skill.slug
    with entered(Scope.EVERYONE):
        if holds:
            people.hold_trait(person_id=whose, kind=standings.TRAIT, value=what, by=by, at=at)
        else:
            people.end_trait(person_id=whose, kind=standings.TRAIT, value=what, by=by, at=at)
