"""Milestones and matches: what is announced when enough has come in."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.drives import errors
from muster.drives.models import Drive, Match, Milestone
from muster.kit.text import clean


@transaction.atomic
def add_milestone(*, drive: Drive, minor: int, words: str, by: Staff, at: datetime) -> Milestone:
    """Name what an amount pays for; it is announced once, when so much has come online."""
    try:
        with transaction.atomic():
            made = Milestone.objects.create(drive=drive, minor=minor, words=clean(words)[:80])
    except IntegrityError as error:
        raise errors.Twice from error
    audit.record(by=by, verb="milestone.added", subject=str(drive), at=at, minor=minor)
    return made


@transaction.atomic
def drop_milestone(*, milestone: Milestone, by: Staff, at: datetime) -> None:
    """Take one back that was not announced yet."""
    held = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if held.reached_at is not None:
        raise errors.Reached
    audit.record(by=by, verb="milestone.dropped", subject=str(held.drive), at=at, minor=held.minor)
    held.delete()


@transaction.atomic
def add_match(*, drive: Drive, name: str, minor: int, giver: int, by: Staff, at: datetime) -> Match:
    """Say that somebody gives so much once so many others have given."""
    made = Match.objects.create(drive=drive, by=clean(name)[:80], minor=minor, giver=giver)
    audit.record(by=by, verb="match.added", subject=str(drive), at=at, minor=minor, giver=giver)
    return made


@transaction.atomic
def drop_match(*, match: Match, by: Staff, at: datetime) -> None:
    """Take one back that was not unlocked yet."""
    held = Match.objects.select_for_update().get(pk=match.pk)
    if held.unlocked_at is not None:
        raise errors.Reached
    audit.record(by=by, verb="match.dropped", subject=str(held.drive), at=at, minor=held.minor)
    held.delete()
