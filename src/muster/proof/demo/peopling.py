"""Puts the invented people and two years of what they did into the record, through the real actions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from muster.accounts import queries as accounts
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.gifts import actions as ledger
from muster.gifts.actions import NewEntry
from muster.kit.actors import system
from muster.kit.money import Money
from muster.people import actions as people
from muster.people import calls
from muster.proof.demo import world
from muster.proof.demo.world import Deed, Invented

FORM, LIST = "demo:website", "demo:old list"
_BATCH = 20_000


def fill(now: datetime, count: int = world.PEOPLE) -> int:
    """Make everybody and everything they did; returns how many facts there are."""
    activity.make_months(first=world.beginning(now).date(), last=now.date())
    invented = list(world.people(now, count))
    keys, phones = _meet(invented, now)
    return _remember(invented, keys, now) + _ring(invented, phones, now)


def _meet(invented: Sequence[Invented], now: datetime) -> tuple[list[int], dict[int, int]]:
    """The key each of them stands under, and by place the key of a telephone where one is known."""
    by = system("demo")
    met = people.resolve(known=[one.known for one in invented], source=FORM, by=by, at=now)
    again = [one.second for one in invented if one.second is not None]
    people.resolve(known=again, source=LIST, by=by, at=now)
    phones = {place: one.key_ids[1] for place, one in enumerate(met) if len(one.key_ids) > 1}
    return [one.key_ids[0] for one in met], phones


def _remember(invented: list[Invented], keys: list[int], now: datetime) -> int:
    deeds = world.deeds(invented, now)
    total = 0
    while batch := list(islice(deeds, _BATCH)):
        facts = [_fact(deed, keys) for deed in batch if deed.amount is None]
        # A gift is a line of the ledger, which writes its fact by itself.
        gifts = [
            _gift(deed, invented, keys, total + place)
            for place, deed in enumerate(batch)
            if deed.amount is not None
        ]
        activity.append(facts)
        ledger.record(entries=gifts, source=FORM, by=system("demo"))
        total += len(batch)
    return total


def _fact(deed: Deed, keys: list[int]) -> NewFact:
    return NewFact(kind=deed.kind, key_id=keys[deed.person], at=deed.at, source=FORM, ref=deed.ref)


def _gift(deed: Deed, invented: list[Invented], keys: list[int], number: int) -> NewEntry:
    money = Money(deed.amount or 0, world.CURRENCY[invented[deed.person].country])
    return NewEntry(keys[deed.person], money, deed.at, f"demo:{number}", purpose=deed.ref or "")


def _ring(invented: list[Invented], phones: dict[int, int], now: datetime) -> int:
    """The calls of the last weeks, each written down by one of the staff."""
    actors = [one.actor for one in accounts.everyone()] or ["system:demo"]
    rung = [
        NewFact(
            calls.KIND, phones[call.person], call.at, actors[place % len(actors)], ref=call.topic,
            data={"direction": call.direction, "outcome": call.outcome, "minutes": call.minutes},
        )
        for place, call in enumerate(world.calls(invented, sorted(phones), now))
    ]  # fmt: skip
    return activity.append(rung)
