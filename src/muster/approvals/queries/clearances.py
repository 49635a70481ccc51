"""Whether leave to send holds at this very moment (A1, A11, A13, A14)."""

from django.utils.translation import gettext as _

from muster.approvals import tiers
from muster.approvals.errors import NotCleared
from muster.approvals.models import Clearance
from muster.approvals.queries.recurring import standing_agreed
from muster.approvals.queries.rounds import standing_of
from muster.kit import clock


def valid_clearance(clearance_id: int, *, subject: str, digest: str) -> Clearance:
    """The clearance, if it holds at this very moment; else `NotCleared`.

    Call it inside the transaction that sends: the rows are locked until that one ends, and the
    approvals and the approvers' rights are read again (A1, A11, A13, A14).
    """
    found = (
        Clearance.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "standing__round")
        .filter(pk=clearance_id)
        .first()
    )
    if found is None or found.subject != subject:
        raise NotCleared(_("Nobody has given leave to send this."))
    if found.digest != digest:
        raise NotCleared(_("Leave was given for other words or other people. Ask for approval."))
    if clock.db_now() >= found.expires_at:
        raise NotCleared(_("The approvals have expired. Ask for approval again."))
    if not _still_agreed(found):
        raise NotCleared(_("An approver has lost the right to approve this. Ask another one."))
    return found


def demand_room(clearance_id: int, *, size: int) -> None:
    """Refuse where a clearance was drawn for another number of people than the document has (A19)."""
    drawn = Clearance.objects.filter(pk=clearance_id, standing__isnull=False)
    if drawn.exclude(count=size).exists():
        raise NotCleared(_("Leave was drawn for another number of people. Nothing was sent."))


def _still_agreed(found: Clearance) -> bool:
    if found.standing is not None:
        return found.standing.ended_at is None and standing_agreed(found.standing)
    if found.round is None or (found.round.subject, found.round.digest) != (
        found.subject,
        found.digest,
    ):
        return False
    # What bound when it was minted binds still, also if it was more than at submission.
    tier = tiers.stricter(found.round.policy, tiers.named(found.tier or found.round.tier))
    return standing_of(found.round, tier=tier).enough
