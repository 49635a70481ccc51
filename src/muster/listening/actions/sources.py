"""Says where we listen: adds, changes and switches sources. A secret is sealed here and never shown again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.kit import ids, secrets
from muster.kit.actors import Doer
from muster.listening import errors
from muster.listening.actions.naming import named
from muster.listening.kinds import known
from muster.listening.kinds.wire import NotAnAddress
from muster.listening.models import Source

PURPOSE = "listening.source"


@transaction.atomic
def save(
    *,
    source: Source | None,
    kind: str,
    name: str,
    address: str,
    secret: str,
    by: Doer,
    at: datetime,
) -> Source:
    """Make a source, or change one; an empty ``secret`` leaves the one there is. Raises Refused.

    At another address one begins anew: how far the old one was heard says nothing there.
    """
    row = source or Source(kind=kind, created_at=at)
    row.name = named(name, Source, source)
    where = _address(row.kind, address)
    moved = source is not None and where != row.address
    row.address = where
    if moved:
        row.mark = {}
    if secret.strip():
        row.secret = secrets.seal(secret.strip().encode(), PURPOSE)
    if row.kind == Source.Kind.HOOK and row.token is None:
        row.token = ids.token()
    row.save()
    audit.record(
        by=by, verb="source.changed" if source else "source.added", subject=f"listening-{row}", at=at,
        kind=row.kind, moved=moved, secret=bool(secret.strip()),
    )  # fmt: skip
    return row


@transaction.atomic
def switch(*, source: Source, on: bool, by: Doer, at: datetime) -> Source:
    """Listen there, or no longer. While it is off nothing is expected of it; an open gap ends."""
    row = Source.objects.select_for_update().get(pk=source.pk)
    row.state = Source.State.ON if on else Source.State.OFF
    row.trouble, row.trouble_at = "", None
    row.save(update_fields=["state", "trouble", "trouble_at"])
    row.gaps.filter(until_at=None).update(until_at=at)
    verb = "source.on" if on else "source.off"
    audit.record(by=by, verb=verb, subject=f"listening-{row}", at=at)
    return row


def _address(kind: str, address: str) -> str:
    if kind == Source.Kind.HOOK:
        return ""
    try:
        return known.CHECKED[kind](address)[:500]
    except (NotAnAddress, ValueError) as problem:
        raise errors.NotAPlace(known.LOOKS_LIKE[kind]) from problem
