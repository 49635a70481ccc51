"""How many must agree today: what this house has set, and what the author’s other sends add up to."""

from datetime import datetime

from django.db.models import Q, Sum

from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.approvals import tiers
from muster.approvals.facts import Facts
from muster.approvals.hours import Hours
from muster.approvals.models import Policy, Round
from muster.kit import clock, readings
from muster.places.queries import usual_zone


def policy() -> Policy:
    """What this house has set; the defaults until somebody sets anything."""
    return readings.once("policy", _policy)


def _policy() -> Policy:
    return Policy.objects.filter(pk=1).first() or Policy(pk=1)


def hours() -> Hours:
    """The working day of the house, on the clock of its country."""
    zone = readings.once("usual zone", lambda: usual_zone(accounts.organisation().country))
    return policy().hours(zone)


def cools_down() -> bool:
    """Whether one person may send alone to few, after a delay: in houses of fewer than three (A16)."""
    return policy().cool_down and accounts.active_count() < tiers.COOL_DOWN_STAFF_BELOW


def is_new(*, sender: str = "", template: str = "") -> bool:
    """Whether nothing from this sender, or begun with this template, was let go lately (A7)."""
    since = clock.db_now() - tiers.NEW_AFTER
    used = Round.objects.filter(outcome=Round.Outcome.CLEARED, clearance__minted_at__gt=since)
    if sender:
        used = used.filter(facts__sender=sender)
    if template:
        used = used.filter(facts__template=template)
    return bool(sender or template) and not used.exists()


def tier_for(facts: Facts, *, subject: str, cleared_only: bool = False) -> tiers.Tier:
    """The policy row that binds these facts today, the author's other sends added up."""
    author = Staff.objects.get(pk=facts.author)
    also = added_up(
        author_id=facts.author, besides=subject, now=clock.db_now(), cleared_only=cleared_only
    )
    # "Own region" is one region held by name; who holds every region has none of their own.
    own = len(facts.regions) == 1 and facts.regions <= author.scope.regions
    return tiers.tier(
        size=facts.size,
        also=also,
        own_region=own,
        everyone=facts.everyone,
        channel=facts.channel,
        new_sender=facts.new_sender,
        new_template=facts.new_template,
        crisis=facts.crisis,
        correction=facts.correction,
        cool_down=cools_down(),
        at_once=facts.at_once,
    )


def added_up(*, author_id: int, besides: str, now: datetime, cleared_only: bool = False) -> int:
    """How many people the author's other sends of the last day reach (A7)."""
    counts = Q(outcome=Round.Outcome.CLEARED, clearance__minted_at__gt=now - tiers.ADDING_UP)
    if not cleared_only:
        counts |= Q(closed_at=None, expires_at__gt=now)
    rounds = Round.objects.filter(counts, author_id=author_id).exclude(subject=besides)
    return rounds.aggregate(together=Sum("size"))["together"] or 0
