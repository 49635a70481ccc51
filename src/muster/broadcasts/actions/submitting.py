"""Putting a broadcast to the approvers: freeze the people, look once more, seal, ask.

All of it is one transaction: if anything stands in the way, nothing of it exists.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.approvals import actions as approvals
from muster.approvals import queries as answered
from muster.approvals.facts import Facts, fingerprint
from muster.audit import actions as audit
from muster.broadcasts import composing, corrections, letters, timing, whom
from muster.broadcasts.actions.locking import draftable, lock
from muster.broadcasts.declared import Sizes
from muster.broadcasts.errors import (
    DeclaredSizeDiffers,
    Incomplete,
    NotADraft,
    NotReady,
    StartIsFar,
    StartIsOver,
)
from muster.broadcasts.models import Broadcast, Submission
from muster.delivery import actions as delivery
from muster.delivery import documents, preflight
from muster.delivery.actions import stops
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Snapshot
from muster.kit import clock
from muster.kit.collisions import one_wins


@one_wins
@transaction.atomic
def submit(*, broadcast_id: int, by: Staff, session_mac: str) -> Submission:
    """Freeze, check, seal and open a round; the submitter's own scope bounds the people."""
    broadcast = draftable(lock(broadcast_id), by=by)
    if answered.open_round(broadcast.reference) is not None:
        raise NotADraft
    snapshot = freeze(broadcast, by=by)
    sizes = Sizes(declared=broadcast.declared_size, real=snapshot.size)
    if not sizes.fit:
        raise DeclaredSizeDiffers(sizes)
    body = composing.document_body(broadcast, organisation(), snapshot)
    if blocks := [one for one in preflight.check(body, snapshot) if one.level == "block"]:
        raise NotReady(blocks)
    asked = _ask(broadcast, body, by=by, session_mac=session_mac)
    if body.start == "approved":
        # It would leave without anybody pressing: that is let go by submitting it.
        stops.demand_leave()
    return asked


def freeze(broadcast: Broadcast, *, by: Staff) -> Snapshot:
    """The people of its audience at this moment, within this person's regions (S1, S2)."""
    return delivery.take_snapshot(**_whom(broadcast, by=by), by=by)


def foresee(broadcast: Broadcast, *, by: Staff) -> Snapshot:
    """The same people, counted and not frozen: for a page that only looks."""
    return delivery.foresee_snapshot(**_whom(broadcast, by=by))


def _whom(broadcast: Broadcast, *, by: Staff) -> dict[str, Any]:
    demand_complete(broadcast)
    members = whom.proposed(broadcast, by.scope)
    return {
        "subject": broadcast.reference,
        "members_sql": members.text,
        "params": members.params,
        "channel": broadcast.channel,
        "purpose": broadcast.purpose,
        "fields": composing.fields_used(broadcast),
        "scope": by.scope,
    }


def demand_complete(broadcast: Broadcast) -> None:
    """Everything an approver must read is there."""
    if not whom.chosen(broadcast):
        raise Incomplete(_("Choose an audience first."), field="audience")
    if not broadcast.subject.strip() and broadcast.channel != "sms":
        raise Incomplete(_("Write a subject line."), field="subject")
    if not broadcast.body.strip():
        raise Incomplete(_("Write the text."), field="body")
    _demand_time(broadcast)
    corrections.demand(broadcast)


def _demand_time(broadcast: Broadcast) -> None:
    """Its time is not over, and near enough for an approval to last until then (A11, D11)."""
    now, ends = clock.now(), timing.window_ends(broadcast)
    if ends is not None and ends <= now:
        raise StartIsOver
    if broadcast.not_before is not None and broadcast.not_before - now >= timing.APPROVAL:
        raise StartIsFar


def _ask(broadcast: Broadcast, body: DocumentBody, *, by: Staff, session_mac: str) -> Submission:
    document = documents.seal(subject=broadcast.reference, body=body, by=by)
    asked = approvals.open_round(
        subject=broadcast.reference,
        digest=document.digest,
        facts=facts(broadcast, body, by=by, session_mac=session_mac),
        by=by,
        window_ends=timing.window_ends(broadcast),
    )
    audit.record(
        by=by,
        verb="broadcast.submitted",
        subject=broadcast.reference,
        digest=document.digest,
        size=body.size,
        round=asked.number,
    )
    submission = Submission.objects.create(
        broadcast=broadcast,
        number=asked.number,
        document=document,
        round=asked,
        staff=by,
        at=clock.now(),
    )
    letters.asked(broadcast, submission)
    return submission


def facts(broadcast: Broadcast, body: DocumentBody, *, by: Staff, session_mac: str) -> Facts:
    """Whose work this is: editors since somebody last read it, sessions since it began (A6, A8)."""
    since = answered.reviewed_at(broadcast.reference)
    edits = broadcast.edits.all()
    recent = edits if since is None else edits.filter(at__gt=since)
    sessions = {*edits.values_list("session_mac", flat=True).distinct(), session_mac} - {""}
    sender = fingerprint(body.sender_name, body.sender_address, body.reply_to, body.sms_sender)
    template = f"template:{broadcast.template_id}" if broadcast.template_id else ""
    return Facts(
        author=broadcast.author_id,
        submitter=by.pk,
        size=body.size,
        channel=broadcast.channel,
        everyone=composing.everyone(broadcast),
        regions=frozenset(body.per_region),
        editors=frozenset(recent.values_list("staff_id", flat=True)),
        sessions=frozenset(sessions),
        sender=sender,
        template=template,
        new_sender=answered.is_new(sender=sender),
        new_template=answered.is_new(template=template),
        crisis=broadcast.purpose == Broadcast.Purpose.URGENT,
        correction=broadcast.aim == Broadcast.Aim.REACHED,
        at_once=timing.spares_waves(body),
    )
