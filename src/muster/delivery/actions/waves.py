"""Looks after what is being sent: opens the next wave on evidence, holds it without, halts on harm.

Called about once a second by whichever worker comes first (W3, W4, W9). Every step is one guarded
update, so that two workers that look at the same moment open a wave once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.delivery import documents, queries
from muster.delivery.actions import alarms, seeds
from muster.delivery.documents import DocumentBody
from muster.delivery.gates import plan as plans
from muster.delivery.gates import reading
from muster.delivery.gates.feeds import feeds
from muster.delivery.models import Document, Parcel, Release, Wave
from muster.kit import actors, clock
from muster.kit.faults import fault

_GATES: Final = actors.system("gates")
_OLDEST: Final = """
SELECT least(
       (SELECT min(o.at) FROM delivery_outcome AS o
          JOIN delivery_parcel AS w ON w.id = o.parcel_id AND w.wave = 1
         WHERE o.release_id = r.id
           AND o.at > clock_timestamp() - make_interval(secs => r.feedback_seconds))
       + make_interval(secs => r.feedback_seconds),
       (SELECT max(w.claimed_at + make_interval(secs => r.feedback_seconds * w.size / r.pace::float))
          FROM delivery_parcel AS w WHERE w.release_id = r.id AND w.wave = 1
           AND w.claimed_at > clock_timestamp()
               - make_interval(secs => r.feedback_seconds * w.size / r.pace::float)))
  FROM delivery_release AS r
 WHERE r.id = ANY (%(releases)s) AND r.trickle > 0 AND r.open_wave = 1
   AND EXISTS (SELECT FROM delivery_parcel AS p
                WHERE p.release_id = r.id AND p.wave = 1 AND p.state = 'pending')
"""


def plan(release: Release, body: DocumentBody, *, at: datetime) -> None:
    """Write the waves the document says; in the transaction that lets it go (W2)."""
    if body.seeds and seeds.ask(release, at=at):
        # Nobody is reached before the seeds have it.
        release.open_wave = 0
        release.save(update_fields=["open_wave"])
    soak = plans.seconds(body.soak_minutes, body.mode)
    sizes = plans.sizes(body.waves, body.size)
    Wave.objects.bulk_create(
        Wave(
            release=release,
            number=number,
            size=size,
            soak_seconds=soak,
            opened_at=at if number <= release.open_wave else None,
        )
        for number, size in enumerate(sizes, start=1)
    )
    fault("wave.plan.before_commit")


def tend(now: datetime) -> bool:
    """Look at every release that is not over; tells whether anything was changed."""
    if queries.standing_stop() is not None:
        return False
    # Each gets its turn, whatever came of the one before.
    did = [_tend(release, now) for release in unfinished()]
    return any(did)


def next_moment(now: datetime) -> datetime | None:
    """When something that waits for nothing but time goes on; None if nothing does."""
    releases = [release.pk for release in unfinished()]
    soaking = Wave.objects.filter(release__in=releases, passed_at=None).exclude(ended_at=None)
    waits = [_soaked(one.ended_at, one) for one in soaking.order_by("id") if one.ended_at]
    waits += _answers_due()
    return min((moment for moment in waits if moment > now), default=None)


def unfinished() -> list[Release]:
    """What is being sent, or was until a moment ago: what is over is not looked at again."""
    waiting = Parcel.objects.filter(release=OuterRef("pk")).exclude(state=Parcel.State.FINISHED)
    running = Wave.objects.filter(release=OuterRef("pk"), ended_at=None).exclude(opened_at=None)
    found = Release.objects.filter(
        Exists(waiting) | Exists(running), state=Release.State.SENDING, mode=organisation().mode
    )
    return list(found.order_by("id"))


def _tend(release: Release, now: datetime) -> bool:
    body = _body(release.document_id)
    found = alarms.look(release, body, now)
    if alarms.halt_on_harm(release, body, found):
        return True
    if release.trickle and release.open_wave <= 1:
        _keep_pace(release, wary=reading.noteworthy(found))
    asked = bool(body.seeds and seeds.ask(release, at=now))
    return _step(release, body, now) or asked


def _step(release: Release, body: DocumentBody, now: datetime) -> bool:
    if release.open_wave == 0:
        return not release.seeds.filter(kind="").exists() and _first(release, now)
    wave = Wave.objects.filter(release=release, number=release.open_wave).first()
    if wave is None:
        return False
    if wave.ended_at is None:
        return _end(wave, now)
    return _soaked(wave.ended_at, wave) <= now and _on(wave, body, now)


@transaction.atomic
def _keep_pace(release: Release, *, wary: bool) -> None:
    """Let fewer out while something shows more than usual, and as many as before once it does not."""
    fit = plans.pace(release.trickle, wary=wary)
    if release.pace == fit or not Release.objects.filter(pk=release.pk).update(pace=fit):
        return
    audit.record(
        by=_GATES, verb="wave.slowed" if wary else "wave.quickened", subject=release.subject,
        release=release.pk, wave=1, out_at_most=fit,
    )  # fmt: skip


def _on(wave: Wave, body: DocumentBody, now: datetime) -> bool:
    """A wave that is over and has soaked: the next one opens, unless something cannot be heard."""
    silent = [one for one in feeds(wave.release, body) if not one.alive]
    if silent and _after(wave).exists():
        return alarms.hold(wave, body, silent, now)
    return _pass(wave, now)


@transaction.atomic
def _end(wave: Wave, now: datetime) -> bool:
    """Note that its last message has an end; soak counts from here."""
    waiting = Parcel.objects.filter(release=wave.release_id, wave__lte=wave.number)
    if waiting.exclude(state=Parcel.State.FINISHED).exists():
        return False
    last = not _after(wave).exists()
    ended = {"ended_at": now, "passed_at": now} if last else {"ended_at": now}
    return bool(Wave.objects.filter(pk=wave.pk, ended_at=None).update(**ended))


def _after(wave: Wave) -> QuerySet[Wave]:
    return Wave.objects.filter(release=wave.release_id, number__gt=wave.number)


@transaction.atomic
def _pass(wave: Wave, now: datetime) -> bool:
    """Leave a wave behind and open the next one, if there is one and it is still being sent."""
    if _after(wave).exists() and not _open(wave.release, wave.number + 1, now):
        return False
    return bool(Wave.objects.filter(pk=wave.pk, passed_at=None).update(passed_at=now))


@transaction.atomic
def _first(release: Release, now: datetime) -> bool:
    """Every seed was tried: now the first wave may leave."""
    return _open(release, 1, now)


def _open(release: Release, number: int, now: datetime) -> bool:
    # Halted or promoted by another between the look and this: then nothing is written.
    before = Release.objects.filter(pk=release.pk, open_wave=number - 1)
    if not before.filter(state=Release.State.SENDING).update(open_wave=number):
        return False
    Wave.objects.filter(release=release, number=number).update(opened_at=now)
    audit.record(
        by=_GATES, verb="wave.opened", subject=release.subject, release=release.pk, wave=number
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('delivery', %s)", [f"release {release.pk}"])
    fault("wave.promote.before_commit")
    return True


@lru_cache(maxsize=64)
def _body(document_id: int) -> DocumentBody:
    # A sealed document never changes.
    return documents.read(Document.objects.get(pk=document_id))


def _soaked(ended: datetime, wave: Wave) -> datetime:
    return ended + timedelta(seconds=wave.soak_seconds)


def _answers_due() -> list[datetime]:
    """When a trickle may let the next one out: its last parcel had its turn, or its oldest message its time."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, {"releases": [one.pk for one in unfinished()]})
        return [row[0] + clock.story_offset() for row in cursor.fetchall() if row[0]]
