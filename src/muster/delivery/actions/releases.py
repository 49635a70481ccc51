"""Lets one approved document go: the only way into bulk sending (A1).

Everything is read again inside the one transaction that lets go: the approvals, the digest, the
number of people, the fence and the mode.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.approvals import queries as approvals
from muster.audit import actions as audit
from muster.delivery import documents, reach, registry
from muster.delivery.actions import fences, parcels, standings, stops, waves
from muster.delivery.deliverability import gate
from muster.delivery.documents import DocumentBody
from muster.delivery.gates import plan as plans
from muster.delivery.models import Document, Release
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, Refused
from muster.kit.faults import fault


class AlreadyReleased(Conflict):
    """This very document was released before."""


class NotReleasable(Refused):
    """Something about the document or this installation forbids sending it."""


class AudienceShrank(Refused):
    """Fewer than half of the frozen recipients may still be written to (S6)."""


@transaction.atomic
def release(
    *, document_id: int, clearance_id: int, by: Doer, at: datetime | None = None
) -> Release:
    """Release a sealed document under a clearance that holds at this moment."""
    document = Document.objects.select_for_update(no_key=True).get(pk=document_id)
    body = documents.read(document)
    if Release.objects.filter(document=document).exists():
        raise AlreadyReleased(_("This was let go before. Nothing was sent a second time."))
    approvals.valid_clearance(clearance_id, subject=document.subject, digest=documents.digest(body))
    approvals.demand_room(clearance_id, size=body.size)
    _demand_ready(document, body)
    token = fences.establish(by=by)
    _demand_people(document, body)
    now = at or clock.now()
    standings.take_room(body, document.snapshot, at=now)
    let_go = Release.objects.create(
        document=document,
        snapshot=document.snapshot,
        subject=document.subject,
        clearance_id=clearance_id,
        channel=body.channel,
        purpose=body.purpose,
        mode=document.mode,
        generation=token.generation,
        window_from=_hour(body.window_from),
        window_to=_hour(body.window_to),
        per_minute=body.per_minute,
        capped=body.capped,
        not_before=_begins(body),
        **_trickles(body),
        released_at=now,
        released_by=by.actor,
        not_after=_over(body, now),
    )
    waves.plan(let_go, body, at=now)
    if parcels.cut(let_go, waves=body.waves) != body.size:
        raise NotReleasable(_("The parcels do not add up to the people frozen. Nothing was sent."))
    _tell(let_go, by=by)
    stops.demand_leave()
    return let_go


def _demand_ready(document: Document, body: DocumentBody) -> None:
    registry.demand_leave()
    _demand_same_mode(document, body)
    gate.demand_domain(body)


def _demand_same_mode(document: Document, body: DocumentBody) -> None:
    if not document.mode == body.mode == organisation().mode:
        raise NotReleasable(
            _("This was made in another mode (training, team or live) and stays in it. Copy it.")
        )


def _demand_people(document: Document, body: DocumentBody) -> None:
    frozen = document.snapshot.recipients.count()
    if not frozen == document.snapshot.size == body.size == sum(body.per_region.values()):
        raise NotReleasable(_("The people frozen are not the ones approved. Nothing was sent."))
    reachable = reach.now_reachable(document.snapshot)
    if reachable * 2 < frozen:
        raise AudienceShrank(
            _("Only %(now)s of %(then)s people may still be written to. Look for what broke.")
            % {"now": reachable, "then": frozen}
        )


def _tell(let_go: Release, *, by: Doer) -> None:
    audit.record(
        by=by,
        verb="release.made",
        subject=let_go.subject,
        release=let_go.pk,
        digest=let_go.document.digest,
        mode=let_go.mode,
        generation=let_go.generation,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('delivery', %s)", [f"release {let_go.pk}"])
    fault("release.before_commit")


def _trickles(body: DocumentBody) -> dict[str, int]:
    """How many of the first wave may be out at once, and for how long they count as out (W2)."""
    feedback = plans.seconds(body.feedback_minutes, body.mode)
    return {"trickle": body.trickle, "pace": body.trickle, "feedback_seconds": feedback}


def _over(body: DocumentBody, now: datetime) -> datetime:
    """When nothing of it leaves any more (D11): counted from its time, however late or early it is let go."""
    return (_begins(body) or now) + timedelta(hours=body.not_after_hours)


def _begins(body: DocumentBody) -> datetime | None:
    return datetime.fromisoformat(body.not_before) if body.not_before else None


def _hour(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
