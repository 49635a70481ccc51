"""Writes down who answers together, and what about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import routing, team_errors
from muster.inbox.models import Member, Team, Topic
from muster.kit.text import clean
from muster.triage.kinds import LANGUAGES, Kind


@dataclass(frozen=True, slots=True)
class Place:
    """One colleague’s place in a team."""

    staff: Staff
    leads: bool = False
    languages: tuple[str, ...] = ()


@transaction.atomic
def keep_team(
    *, team: Team | None, name: str, places: Sequence[Place], by: Staff, at: datetime
) -> Team:
    """Write down a team as it is from now on. What its former members were handed stays theirs."""
    called = clean(name)[:60]
    if not called:
        raise team_errors.NoName
    if Team.objects.filter(name__iexact=called).exclude(pk=team.pk if team else 0).exists():
        raise team_errors.NameTaken(called)
    if unable := [one.staff.name for one in places if not one.staff.may("inbox.answer")]:
        raise team_errors.CannotAnswer(unable[0])
    kept = team or Team()
    kept.name = called
    kept.save()
    _seat(kept, places)
    audit.record(
        by=by, verb="team.kept", subject=f"team:{kept.pk}", at=at,
        members=sorted(one.staff.actor for one in places),
        leads=sorted(one.staff.actor for one in places if one.leads),
    )  # fmt: skip
    return kept


@transaction.atomic
def end_team(*, team: Team, by: Staff, at: datetime) -> None:
    """Let a team go that no topic names; its conversations are nobody’s in particular from then on."""
    if team.topics.exists():
        raise team_errors.TeamHasTopics(team.name)
    audit.record(by=by, verb="team.ended", subject=f"team:{team.pk}", at=at)
    team.delete()


@transaction.atomic
def keep_topic(
    *,
    topic: Topic | None,
    name: str,
    words: str,
    team: Team,
    by: Staff,
    at: datetime,
    kind: str = "",
    place: int = 100,
    offered: bool = True,
) -> Topic:
    """Write down what points to a topic; it holds for what arrives from now on."""
    called = clean(name)[:60]
    if not called:
        raise team_errors.NoName
    if Topic.objects.filter(name__iexact=called).exclude(pk=topic.pk if topic else 0).exists():
        raise team_errors.NameTaken(called)
    kept = topic or Topic()
    kept.name, kept.words, kept.team = called, routing.words_of(words), team
    kept.kind = Kind(kind).value if kind else ""
    kept.place, kept.offered = place, offered
    kept.save()
    audit.record(
        by=by, verb="topic.kept", subject=f"topic:{kept.pk}", at=at, team=team.pk,
        words=len(kept.words), kind=kept.kind, place=place, offered=offered,
    )  # fmt: skip
    return kept


@transaction.atomic
def drop_topic(*, topic: Topic, by: Staff, at: datetime) -> None:
    """Let a topic go; conversations that were about it keep their team."""
    audit.record(by=by, verb="topic.dropped", subject=f"topic:{topic.pk}", at=at)
    topic.delete()


def _seat(team: Team, places: Sequence[Place]) -> None:
    team.members.exclude(staff__in=[one.staff for one in places]).delete()
    for one in places:
        spoken = [language for language in LANGUAGES if language in one.languages]
        Member.objects.update_or_create(
            team=team, staff=one.staff, defaults={"leads": one.leads, "languages": spoken}
        )
