"""Declaring whom a broadcast is for, choosing the audience, writing the words.

Every change names its editor and voids whatever approval was asked or given before (A5, A6).
"""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.approvals import actions as approvals
from muster.approvals.models import Round
from muster.audiences.models import Audience
from muster.audit import actions as audit
from muster.broadcasts import beginnings, queries, whom
from muster.broadcasts.actions.locking import draftable, lock
from muster.broadcasts.errors import ChangedMeanwhile, PeopleAreGiven
from muster.broadcasts.models import Broadcast, Edit, TemplateVersion
from muster.broadcasts.models.broadcast import EDITABLE, TIMING
from muster.kit import clock
from muster.kit.collisions import one_wins

Value = str | int | datetime | time | None


@transaction.atomic
def declare(
    *,
    title: str,
    declared_text: str,
    declared_size: int,
    by: Staff,
    session_mac: str,
    purpose: str = Broadcast.Purpose.NEWS,
    channel: str = "email",
    template: TemplateVersion | None = None,
    copied_from: Broadcast | None = None,
) -> Broadcast:
    """Begin a broadcast: whom it is for and about how many, before any count is shown (A17).

    It may begin with kept words or with those of an earlier broadcast, never with its people.
    """
    house = organisation()
    begun = {
        "purpose": purpose,
        "language": by.language,
        "sender_name": house.sender_name,
        "channel": channel,
        **beginnings.words(channel, template=template, copied_from=copied_from),
    }
    made = Broadcast.objects.create(
        title=title,
        declared_text=declared_text,
        declared_size=declared_size,
        author=by,
        mode=house.mode,
        created_at=clock.now(),
        template=template,
        copied_from=copied_from,
        **begun,
    )
    for field in ("title", "declared_text", "declared_size"):
        note(made, field, before="", after=getattr(made, field), by=by, session_mac=session_mac)
    audit.record(by=by, verb="broadcast.declared", subject=made.reference, size=declared_size)
    return made


@one_wins
@transaction.atomic
def edit(
    *,
    broadcast_id: int,
    changes: Mapping[str, Value],
    by: Staff,
    session_mac: str,
    seen: str = "",
) -> Broadcast:
    """Save changed fields; `seen` is the fingerprint of what the writer had read."""
    broadcast = draftable(lock(broadcast_id), by=by)
    changed = {
        field: value
        for field, value in changes.items()
        if field in (*EDITABLE, *TIMING) and getattr(broadcast, field) != value
    }
    if not changed:
        return broadcast
    if seen and seen != queries.fingerprint(broadcast):
        raise ChangedMeanwhile
    for field, value in changed.items():
        before = getattr(broadcast, field)
        note(broadcast, field, before=before, after=value, by=by, session_mac=session_mac)
        setattr(broadcast, field, value)
    broadcast.save(update_fields=list(changed))
    _changed(broadcast, by=by, fields=sorted(changed))
    return broadcast


@transaction.atomic
def use_template(
    *, broadcast_id: int, version: TemplateVersion, by: Staff, session_mac: str
) -> Broadcast:
    """Put kept words in the place of those that stand there, and pin the version they come from."""
    broadcast = lock(broadcast_id)
    words = beginnings.words(broadcast.channel, template=version, copied_from=None)
    made = edit(broadcast_id=broadcast_id, changes=words, by=by, session_mac=session_mac)
    made.template = version
    made.save(update_fields=["template"])
    audit.record(by=by, verb="template.used", subject=made.reference, version=version.pk)
    return made


@one_wins
@transaction.atomic
def choose_audience(
    *, broadcast_id: int, audience: Audience, by: Staff, session_mac: str
) -> Broadcast:
    """Take a copy of the audience as it says today; later changes of it do not reach in here."""
    broadcast = draftable(lock(broadcast_id), by=by)
    if whom.given(broadcast):
        raise PeopleAreGiven
    same = broadcast.audience_id == audience.pk and broadcast.definition == audience.definition
    if same:
        return broadcast
    note(
        broadcast,
        "audience",
        before=str(broadcast.audience_id or ""),
        after=str(audience.pk),
        by=by,
        session_mac=session_mac,
    )
    broadcast.audience, broadcast.definition = audience, audience.definition
    broadcast.save(update_fields=["audience", "definition"])
    _changed(broadcast, by=by, fields=["audience"])
    return broadcast


def _changed(broadcast: Broadcast, *, by: Staff, fields: list[str]) -> None:
    closed = approvals.close(subject=broadcast.reference, outcome=Round.Outcome.VOIDED, by=by)
    audit.record(
        by=by,
        verb="broadcast.edited",
        subject=broadcast.reference,
        fields=fields,
        voided_round=closed.number if closed else None,
    )


def note(
    broadcast: Broadcast, field: str, *, before: Value, after: Value, by: Staff, session_mac: str
) -> None:
    Edit.objects.create(
        broadcast=broadcast,
        field=field,
        before="" if before is None else str(before),
        after="" if after is None else str(after),
        staff=by,
        session_mac=session_mac,
        # Database time, as rounds have: the lineage is compared with them (A6).
        at=clock.db_now(),
    )
