"""Names a new installation, and lets a person confirm a restored one."""

from __future__ import annotations

from django.db import transaction

from muster.audit import actions as audit
from muster.delivery import fence
from muster.delivery.fence import Token
from muster.delivery.models import Fence
from muster.kit import clock, ids
from muster.kit.actors import Doer


@transaction.atomic
def establish(*, by: Doer) -> Token:
    """Return the token; a database that never sent anything is named first."""
    if not fence.is_new():
        return fence.demand()
    return _write(Token(ids.uuid4(), 1), by=by, verb="fence.established")


@transaction.atomic
def confirm(*, by: Doer) -> Token:
    """A person says that this installation, and no other with this data, is the one that sends."""
    before = fence.in_database()
    number = before.generation + 1 if before else 1
    return _write(Token(ids.uuid4(), number), by=by, verb="fence.confirmed")


def _write(token: Token, *, by: Doer, verb: str) -> Token:
    Fence.objects.update_or_create(
        pk=1,
        defaults={
            "instance": token.instance,
            "generation": token.generation,
            "confirmed_by": by.actor,
            "confirmed_at": clock.db_now(),
        },
    )
    audit.record(by=by, verb=verb, subject="fence:1", generation=token.generation)
    fence.write(token)
    return token
