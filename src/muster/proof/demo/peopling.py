"""Puts the invented people and two years of what they did into the record, through the real actions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.kit.actors import system
from muster.people import actions as people
from muster.proof.demo import world
from muster.proof.demo.world import Deed, Invented

FORM, LIST = "demo:website", "demo:old list"
_BATCH = 20_000


def fill(now: datetime, count: int = world.PEOPLE) -> int:
    """Make everybody and everything they did; returns how many facts there are."""
    activity.make_months(first=world.beginning(now).date(), last=now.date())
    invented = list(world.people(now, count))
    keys = _meet(invented, now)
    return _remember(invented, keys, now)


def _meet(invented: Sequence[Invented], now: datetime) -> list[int]:
    by = system("demo")
    met = people.resolve(known=[one.known for one in invented], source=FORM, by=by, at=now)
    again = [one.second for one in invented if one.second is not None]
    people.resolve(known=again, source=LIST, by=by, at=now)
    return [one.key_ids[0] for one in met]


def _remember(invented: list[Invented], keys: list[int], now: datetime) -> int:
    facts = (_fact(deed, invented, keys) for deed in world.deeds(invented, now))
    total = 0
    while batch := list(islice(facts, _BATCH)):
        total += activity.append(batch)
    return total


def _fact(deed: Deed, invented: list[Invented], keys: list[int]) -> NewFact:
    return NewFact(
        kind=deed.kind,
        key_id=keys[deed.person],
        at=deed.at,
        source=FORM,
        ref=deed.ref,
        amount=deed.amount,
        currency=world.CURRENCY[invented[deed.person].country] if deed.amount else None,
    )
