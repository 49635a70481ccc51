"""Standing clearances: which hold, what is left of their caps (A19)."""

from datetime import datetime

from django.db.models import F, Sum

from muster.approvals import standing
from muster.approvals.models import Decision, StandingClearance
from muster.approvals.queries.people import candidate
from muster.approvals.queries.policy import hours
from muster.kit import clock


def standing_agreed(standing_clearance: StandingClearance) -> bool:
    """Whether those who agreed to it may still agree to it today (A13); a day's age does not matter."""
    asked = standing_clearance.round
    yes = asked.decisions.filter(kind=Decision.Kind.APPROVE).select_related("staff")
    working = hours()
    return standing.judge(
        facts=asked.asked,
        digest=asked.digest,
        tier=asked.policy,
        approvals=[
            standing.Approval(
                candidate(row.staff),
                row.digest,
                standing_clearance.expires_at,
                off_hours=working.off(row.at),
            )
            for row in yes.order_by("at", "id")
        ],
        opened_at=asked.opened_at,
        now=clock.db_now(),
    ).enough


def standing_clearance(subject: str) -> StandingClearance | None:
    """The one that holds for `subject` now, not ended and not expired."""
    found = StandingClearance.objects.filter(
        subject=subject, ended_at=None, expires_at__gt=clock.db_now()
    )
    return found.select_related("round").first()


def standing_clearances() -> list[StandingClearance]:
    """Those that stand and the latest that ended, for the page."""
    found = StandingClearance.objects.select_related("round__author")
    return list(found.order_by(F("ended_at").desc(nulls_first=True), "-granted_at", "-id")[:100])


def drawn(standing_clearance: StandingClearance, *, since: datetime | None = None) -> int:
    """For how many people it was drawn on, in all or since a moment."""
    taken = standing_clearance.clearances.all()
    if since is not None:
        taken = taken.filter(minted_at__gte=since)
    return taken.aggregate(together=Sum("count"))["together"] or 0


def day_began(now: datetime) -> datetime:
    """Midnight of the house, from which the cap of a day is counted."""
    return hours().day_of(now)


def within_standing(*, subject: str, digest: str, count: int) -> bool:
    """Whether a run for `count` people would pass no cap now. Only ``actions.draw`` takes from them."""
    found = standing_clearance(subject)
    if found is None or found.digest != digest or not standing_agreed(found):
        return False
    today = drawn(found, since=day_began(clock.db_now()))
    return today + count <= found.per_day and drawn(found) + count <= found.total
