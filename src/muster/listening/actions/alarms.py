"""Looks at every topic each minute, raises one alarm for a storm, lets it grow, and ends it when calm is back.

Letters name nobody: they say which topic, by what signs, beside which words, and where to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from django.db import transaction

from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.kit import actors
from muster.kit.letters import Letter, post
from muster.listening import alarm_errors, alarming, beside, evidence, hearing, known
from muster.listening.alarming import Beside, Heard, Verdict
from muster.listening.models import Alarm, Count, Evidence, Topic
from muster.listening.storms import CALM, LEAST

BY: Final = actors.system("alarm")
RECEIVE: Final = "alarms.receive"
# What nobody spoke of within this time cannot have become a storm.
LATELY: Final = timedelta(hours=2)
NAMED: Final = 5
LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class _Seen:
    """One topic as it was judged, with all that the judgement stands on."""

    topic: Topic
    heard: Heard
    beside: Sequence[Beside]
    known: Sequence[known.Known]
    verdict: Verdict | None


def watch(*, at: datetime) -> list[Alarm]:
    """Judge every topic somebody spoke of; return the alarms that were raised or grew."""
    spoken_of = _spoken_of(at)
    ours = known.between(at - known.ECHO, at) if spoken_of else []
    gaps = hearing.missed(until=at) if spoken_of else []
    told = [_judge(topic, ours, gaps, at) for topic in spoken_of]
    _calm(at)
    return [one for one in told if one is not None]


def _spoken_of(at: datetime) -> list[Topic]:
    lately = Count.objects.filter(at__gt=at - LATELY, at__lte=at, posts__gt=0)
    found = Topic.objects.filter(muted=False, pk__in=lately.values("topic"))
    return list(found.order_by("id"))


@transaction.atomic
def _judge(
    topic: Topic, ours: Sequence[known.Known], gaps: hearing.Gaps, at: datetime
) -> Alarm | None:
    # One worker at a time: a storm is raised once.
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    alarm = Alarm.objects.filter(topic=topic, ended_at=None).first()
    heard = hearing.heard(topic, until=at, gaps=gaps)
    seen = _look(topic, heard, [*ours, *_events(topic, at)], alarm, at)
    if seen.verdict is None:
        return None
    if alarm is None:
        return _raise(seen, seen.verdict, at)
    return _go_on(alarm, seen, seen.verdict, at)


def _look(
    topic: Topic, heard: Heard, ours: Sequence[known.Known], alarm: Alarm | None, at: datetime
) -> _Seen:
    found = _beside(topic, heard, at, alarm)
    excused = [(int(one.begins.timestamp()), int(one.ends.timestamp())) for one in ours]
    return _Seen(topic, heard, found, ours, alarming.judge(heard, found, excused))


def _beside(topic: Topic, heard: Heard, at: datetime, alarm: Alarm | None) -> list[Beside]:
    steps = int(LATELY.total_seconds()) // heard.step
    if np.nansum(heard.posts[-steps:]) < LEAST:
        return []
    return beside.beside(topic, until=at, before=alarm.since if alarm else None)


def _events(topic: Topic, at: datetime) -> list[known.Known]:
    """Events of this topic that go on or have just ended."""
    terms = topic.terms.filter(kind="event", starts_at__lte=at, ends_at__gt=at - known.ECHO)
    return [
        known.Known(one.starts_at, one.ends_at + known.ECHO, one.text)
        for one in terms.order_by("starts_at", "id")
        if one.starts_at and one.ends_at
    ]


def _raise(seen: _Seen, verdict: Verdict, at: datetime) -> Alarm:
    since = _first(verdict, at)
    alarm = Alarm.objects.create(
        topic=seen.topic, raised_at=at, since=since, last_at=_last(verdict, at),
        severity=verdict.severity, reasons=verdict.reasons,
    )  # fmt: skip
    told = _keep(alarm, seen, verdict, at)
    audit.record(
        by=BY, verb="alarm.raised", subject=str(alarm), at=at, topic=str(seen.topic),
        severity=alarm.severity, reasons=alarm.reasons, told=told,
    )  # fmt: skip
    return alarm


def _go_on(alarm: Alarm, seen: _Seen, verdict: Verdict, at: datetime) -> Alarm | None:
    """The same storm: it raises nothing; graver, by another sign or joined with another tag it is told again.

    So it is even if it was dismissed.
    """
    alarm.last_at = max(alarm.last_at, _last(verdict, at))
    reasons = list(dict.fromkeys([*alarm.reasons, *verdict.reasons]))
    if (
        verdict.severity <= alarm.severity
        and reasons == alarm.reasons
        and not _new_tags(alarm, verdict)
    ):
        alarm.save(update_fields=["last_at"])
        return None
    alarm.severity, alarm.reasons = max(alarm.severity, verdict.severity), reasons
    # Who dismissed it judged something smaller; the log keeps who and when.
    alarm.dismissed_at, alarm.dismissed_by, alarm.dismissed_why = None, None, ""
    alarm.save()
    told = _keep(alarm, seen, verdict, at)
    audit.record(
        by=BY, verb="alarm.grown", subject=str(alarm), at=at,
        severity=alarm.severity, reasons=alarm.reasons, told=told,
    )  # fmt: skip
    return alarm


def _new_tags(alarm: Alarm, verdict: Verdict) -> set[str]:
    """Tags the topic is being joined with, badly and by many, of which nobody was told yet."""
    turned = {one.companion.word for one in verdict.turned if one.companion.word.startswith("#")}
    if not turned:
        return turned
    told = alarm.evidence.values_list("found", flat=True)
    return turned - {one["word"] for found in told for one in found["companions"] if one["turned"]}


def _keep(alarm: Alarm, seen: _Seen, verdict: Verdict, at: datetime) -> list[int]:
    """Keep what it stands on, and tell whoever is to be told."""
    staff = accounts.able(RECEIVE)
    found = evidence.kept(seen.topic, verdict, seen.heard, seen.beside, seen.known, at=at)
    numbers = [one.pk for one in staff]
    kept = Evidence.objects.create(
        alarm=alarm, at=at, severity=alarm.severity, reasons=verdict.reasons, found=found,
        told=numbers,
    )  # fmt: skip
    for one in staff:
        _write(alarm, kept, one)
    return numbers


def _write(alarm: Alarm, kept: Evidence, staff: Staff) -> None:
    site, found = accounts.site_url(), kept.found
    post(
        Letter(
            kind="alarm",
            to=staff.email,
            language=staff.language,
            context={
                "name": staff.name,
                "topic": alarm.topic.name,
                "severity": alarm.severity,
                "signs": found["signs"],
                "companions": [one["word"] for one in found["companions"][:NAMED]],
                "followers": [one for one in found["followers"] if one["hour"] < 0],
                "link": f"{site}/office/listening/alarms/{alarm.pk}/",
            },
            idempotency=f"alarm:{kept.pk}:{staff.pk}",
        )
    )


def _calm(at: datetime) -> None:
    """End what has been calm for six hours; what is said after that is another storm."""
    over = Alarm.objects.filter(ended_at=None, last_at__lte=at - timedelta(seconds=CALM))
    for number in over.order_by("id").values_list("pk", flat=True):
        with transaction.atomic():
            alarm = Alarm.objects.select_for_update().get(pk=number)
            if alarm.ended_at is None:
                alarm.ended_at = at
                alarm.save(update_fields=["ended_at"])
                audit.record(by=BY, verb="alarm.ended", subject=str(alarm), at=at)


@transaction.atomic
def dismiss(*, alarm: Alarm, why: str, by: Staff, at: datetime) -> None:
    """Say that it is no alarm, and why. The same storm stays one: it is not raised again."""
    why = " ".join(why.split())[:LONGEST]
    if not why:
        raise alarm_errors.NoWhy
    fresh = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if fresh.dismissed_at is not None:
        raise alarm_errors.DismissedAlready
    if fresh.handed_at is not None:
        raise alarm_errors.HandedAlready
    fresh.dismissed_at, fresh.dismissed_by, fresh.dismissed_why = at, by, why
    fresh.save(update_fields=["dismissed_at", "dismissed_by", "dismissed_why"])
    audit.record(by=by, verb="alarm.dismissed", subject=str(fresh), at=at)


@transaction.atomic
def hand_over(*, alarm: Alarm, room: int, by: Staff, at: datetime) -> None:
    """Note in which crisis room it is worked on; a dismissal before is overtaken by that."""
    fresh = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if fresh.handed_at is not None:
        raise alarm_errors.HandedAlready
    fresh.handed_at, fresh.handed_by, fresh.room = at, by, room
    fresh.save(update_fields=["handed_at", "handed_by", "room"])
    audit.record(by=by, verb="alarm.handed", subject=str(fresh), at=at, room=room)


def _first(verdict: Verdict, at: datetime) -> datetime:
    """When it began: the first step beyond, or now where a companion alone was the sign."""
    begun = min((one.since for one in verdict.signs), default=int(at.timestamp()))
    return datetime.fromtimestamp(begun, UTC)


def _last(verdict: Verdict, at: datetime) -> datetime:
    last = max((one.last for one in verdict.signs), default=int(at.timestamp()))
    return at if verdict.turned else datetime.fromtimestamp(last, UTC)
