"""Standing clearances: granting one from a round, drawing on it, ending it (A19).

A run takes from the caps before it leaves. One that would pass a cap ends the clearance and asks.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from muster.accounts.models import Staff
from muster.approvals import letters, queries, tiers
from muster.approvals.actions.rounds import close_round, locked_round
from muster.approvals.actions.turns import take_turn
from muster.approvals.errors import (
    CapReached,
    NoStanding,
    RoundClosed,
    StandingChanged,
    WrongCaps,
)
from muster.approvals.models import Clearance, Round, StandingClearance
from muster.approvals.models.standing import LONGEST
from muster.approvals.recurring import Recurring
from muster.audit import actions as audit
from muster.kit import actors, clock
from muster.kit.actors import Doer

# A run that drew has so long to be let go; what was taken is not given back.
DRAWN_HOLDS: Final = timedelta(hours=1)
Why = StandingClearance.Why


@transaction.atomic
def grant_standing(*, what: Recurring, by: Doer) -> StandingClearance:
    """Turn the approvals of the open round about exactly this into leave that recurs."""
    demand_caps(what)
    asked = locked_round(what.subject, what.digest)
    now = clock.db_now()
    if asked.size != what.total:
        raise WrongCaps
    today = queries.tier_for(asked.asked, subject=what.subject, cleared_only=True)
    stands = queries.standing_of(asked, tier=tiers.stricter(asked.policy, today))
    stands.demand(now)
    if now >= asked.expires_at:
        raise RoundClosed(Round.Outcome.EXPIRED)
    for old in StandingClearance.objects.filter(subject=what.subject, ended_at=None):
        _end(old, Why.CHANGED, by=by, now=now)
    made = StandingClearance.objects.create(
        round=asked,
        subject=what.subject,
        digest=what.digest,
        version=what.version,
        per_day=what.per_day,
        total=what.total,
        approvers=[yes.candidate.staff for yes in stands.given],
        granted_at=now,
        granted_by=by.actor,
        expires_at=now + what.holds,
    )
    close_round(asked, Round.Outcome.CLEARED, by=by, now=now)
    _record(
        made, by=by, verb="standing.granted", per_day=made.per_day, total=made.total,
        approvers=made.approvers, until=made.expires_at.isoformat(),
    )  # fmt: skip
    return made


def draw(*, what: Recurring, run: str, digest: str, count: int, by: Doer) -> Clearance:
    """Take `count` people from the caps for one run, committed before the run is let go.

    Asked again for the same run and document it returns the same clearance: a crash draws once.
    """
    if count < 1:
        raise WrongCaps
    with transaction.atomic(durable=True):
        drawn, refused = _draw(what, run=run, digest=digest, count=count, by=by)
    if drawn is None:
        raise refused
    return drawn


@transaction.atomic
def revoke_standing(*, subject: str, by: Doer, why: str = Why.REVOKED) -> StandingClearance:
    """End it from this commit on; whoever sees it may."""
    take_turn(subject)
    held = StandingClearance.objects.select_for_update(of=("self",))
    found = held.filter(subject=subject, ended_at=None).first()
    if found is None:
        raise NoStanding
    _end(found, Why(why), by=by, now=clock.db_now())
    return found


def demand_caps(what: Recurring) -> None:
    """Caps that cap something, for ninety days at most."""
    if not (1 <= what.per_day <= what.total and what.days >= 1 and what.holds <= LONGEST):
        raise WrongCaps


def _draw(
    what: Recurring, *, run: str, digest: str, count: int, by: Doer
) -> tuple[Clearance | None, Exception]:
    """The clearance of the run, or why there is none; an end that this brings is kept either way."""
    take_turn(what.subject)
    held = StandingClearance.objects.select_for_update(of=("self",)).select_related("round")
    found = held.filter(subject=what.subject, ended_at=None).first()
    now = clock.db_now()
    if found is None or now >= found.expires_at:
        return None, NoStanding()
    if found.digest != what.digest:
        _end(found, Why.CHANGED, by=by, now=now)
        return None, StandingChanged()
    again = found.clearances.filter(subject=run, digest=digest).first()
    if again is not None:
        return again, NoStanding()
    if not queries.standing_agreed(found):
        return None, NoStanding()
    if cap := _cap_passed(found, count, now):
        _stop_and_ask(found, cap, now=now, by=by)
        return None, CapReached(cap)
    return _mint(found, run=run, digest=digest, count=count, by=by, now=now), NoStanding()


def _cap_passed(found: StandingClearance, count: int, now: datetime) -> Why | None:
    if queries.drawn(found) + count > found.total:
        return Why.TOTAL
    today = queries.drawn(found, since=queries.day_began(now))
    return Why.DAY if today + count > found.per_day else None


def _mint(
    found: StandingClearance, *, run: str, digest: str, count: int, by: Doer, now: datetime
) -> Clearance:
    drawn = Clearance.objects.create(
        standing=found,
        subject=run,
        digest=digest,
        tier=found.round.tier,
        count=count,
        approvers=found.approvers,
        minted_at=now,
        expires_at=min(now + DRAWN_HOLDS, found.expires_at),
    )
    _record(found, by=by, verb="standing.drawn", run=run, clearance=drawn.pk, count=count)
    return drawn


def _stop_and_ask(found: StandingClearance, cap: Why, *, now: datetime, by: Doer) -> None:
    _end(found, cap, by=actors.system("cap"), now=now, on_behalf_of=by.actor)
    asked = found.round
    told = Staff.objects.filter(pk__in=[asked.author_id, *found.approvers], is_active=True)
    letters.cap_reached(found, to=told.order_by("pk"))


def _end(found: StandingClearance, why: Why, *, by: Doer, now: datetime, **detail: Any) -> None:
    found.ended_at, found.ended_by, found.ended_why = now, by.actor, why
    found.save(update_fields=["ended_at", "ended_by", "ended_why"])
    _record(found, by=by, verb="standing.ended", why=why, **detail)


def _record(found: StandingClearance, *, by: Doer, verb: str, **detail: Any) -> None:
    audit.record(
        by=by, verb=verb, subject=found.subject, digest=found.digest, standing=found.pk, **detail
    )
