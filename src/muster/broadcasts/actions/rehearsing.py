"""The last look before others look: exactly whom and what submitting would seal, and nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.approvals import queries as approvals
from muster.approvals.facts import Facts
from muster.approvals.queries import Possible
from muster.approvals.tiers import Tier
from muster.broadcasts import composing
from muster.broadcasts.actions.submitting import facts, foresee
from muster.broadcasts.declared import Sizes
from muster.broadcasts.models import Broadcast
from muster.delivery import preflight
from muster.delivery.actions import NobodyChosen
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Snapshot
from muster.delivery.preflight import Finding


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would be sealed if it were submitted now."""

    body: DocumentBody
    sizes: Sizes
    per_region: dict[str, int]
    excluded: Mapping[str, Any]
    findings: tuple[Finding, ...]
    asked: Facts
    tier: Tier
    possible: tuple[Possible, ...]

    @property
    def blocks(self) -> list[Finding]:
        return [one for one in self.findings if one.level == "block"]

    @property
    def advice(self) -> list[Finding]:
        return [one for one in self.findings if one.level != "block"]

    @property
    def ready(self) -> bool:
        return self.sizes.fit and not self.blocks


def rehearse(*, broadcast: Broadcast, by: Staff, session_mac: str = "") -> Rehearsal:
    """Stage the people, look at everything, and leave no trace: the savepoint is rolled back."""
    with transaction.atomic():
        try:
            return _looked(broadcast, foresee(broadcast, by=by), by=by, session_mac=session_mac)
        except NobodyChosen as nobody:
            found = _looked(broadcast, None, by=by, session_mac=session_mac)
            return replace(found, excluded=nobody.excluded)
        finally:
            transaction.set_rollback(True)


def _looked(
    broadcast: Broadcast, snapshot: Snapshot | None, *, by: Staff, session_mac: str
) -> Rehearsal:
    body = composing.document_body(broadcast, organisation(), snapshot)
    asked = facts(broadcast, body, by=by, session_mac=session_mac)
    return Rehearsal(
        body=body,
        sizes=Sizes(declared=broadcast.declared_size, real=body.size),
        per_region=dict(body.per_region),
        excluded=dict(snapshot.excluded) if snapshot else {},
        findings=tuple(preflight.check(body, snapshot)),
        asked=asked,
        tier=approvals.tier_for(asked, subject=broadcast.reference),
        possible=tuple(approvals.possible_approvers(asked)),
    )
