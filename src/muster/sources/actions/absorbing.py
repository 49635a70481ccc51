"""Turning stored tracking calls into people and facts, many calls at a time, oldest first."""

from __future__ import annotations

import logging
import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.gifts import actions as ledger
from muster.gifts.actions import NewEntry
from muster.kit import clock, ids
from muster.kit.actors import system
from muster.kit.binding import bound
from muster.kit.faults import fault
from muster.people import actions as people
from muster.people.keys import Key
from muster.people.known import Known
from muster.people.models import IdentityKey
from muster.sources.actions import gifts
from muster.sources.actions.ingesting import absorb_soon, count_drops
from muster.sources.batches import uncollected
from muster.sources.kinds.segment import meaning
from muster.sources.kinds.segment.calls import Event
from muster.sources.kinds.segment.meaning import Meaning
from muster.sources.kinds.segment.packing import unpack
from muster.sources.models import Arrival, Source

CALLS_AT_ONCE = 1_000
EVENTS_AT_ONCE = 6_000
# A job ends after so long even if more waits, so that a flood holds up no other work.
SECONDS_AT_ONCE = 5.0
# Few events cost nearly as many statements as many: after a small batch the next may gather.
_FEW = 3_000
_GATHER = 0.25
_ADDRESSES = frozenset({"email", "phone"})
TRIES = 3
log = logging.getLogger(__name__)

Told = tuple[Event, Meaning, int]


def absorb(*, within: float | None = None) -> int:
    """Take every waiting call, or call for the next worker after so many seconds.

    Returns how many events became facts.
    """
    total, began = 0, time.monotonic()
    while (taken := _some()) is not None:
        total += taken
        if within is not None and time.monotonic() - began > within:
            absorb_soon()
            break
        if within is not None and taken < _FEW:
            time.sleep(_GATHER)
    return total


def sweep() -> None:
    """Absorb what is left, if anything is."""
    if Arrival.objects.filter(tries__lt=TRIES).exists():
        absorb(within=SECONDS_AT_ONCE)


def _some() -> int | None:
    """One batch of one source; nothing when none waits. A batch that fails is taken call by call."""
    with transaction.atomic():
        # What another worker has in hand is passed over, so that two go on side by side.
        free = Arrival.objects.select_for_update(skip_locked=True).filter(tries__lt=TRIES)
        first = free.defer("events").order_by("id").first()
    if first is None:
        return None
    try:
        return _batch(first, EVENTS_AT_ONCE)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other calls go on
        _say(first, error)
    try:
        return _batch(first, 0)
    except Exception as error:  # noqa: BLE001
        _say(first, error)
        _give_up_once(first, error)
        return 0


def _say(first: Arrival, error: Exception) -> None:
    """Where it broke, without the error’s own text, which may quote an address."""
    where = "".join(traceback.format_tb(error.__traceback__, limit=-4))
    log.error("tracking calls from %s: %s\n%s", first.pk, type(error).__name__, where)


@transaction.atomic
def _give_up_once(arrival: Arrival, error: Exception) -> None:
    Arrival.objects.filter(pk=arrival.pk).update(
        tries=F("tries") + 1, problem=type(error).__name__[:80]
    )
    if arrival.tries + 1 >= TRIES:
        broken = Counter({"broken": arrival.count})
        count_drops(arrival.source_id, broken, arrival.received_at)


@uncollected()
@transaction.atomic
def _batch(first: Arrival, most: int) -> int:
    arrivals = _claimed(first, most)
    if not arrivals:
        return 0
    source = Source.objects.get(pk=first.source_id)
    events = [event for packed in _packed(arrivals) for event in unpack(packed)]
    count = _write(source, first.power, events)
    Arrival.objects.filter(pk__in=[arrival.pk for arrival in arrivals]).delete()
    Source.objects.filter(pk=source.pk).update(
        last_at=arrivals[-1].received_at, taken_count=F("taken_count") + len(events)
    )
    fault("tracking.before_commit")
    return count


def _claimed(first: Arrival, most: int) -> list[Arrival]:
    """Calls of one source and power from the first on, up to so many events; at least one call."""
    mine = Arrival.objects.select_for_update(skip_locked=True).filter(
        tries__lt=TRIES, source=first.source_id, power=first.power, pk__gte=first.pk
    )
    # No more are locked than will be taken, so that the next worker finds the next ones.
    calls = min(CALLS_AT_ONCE, most // max(1, first.count)) or 1
    chosen: list[Arrival] = []
    total = 0
    for arrival in mine.defer("events").order_by("id")[:calls]:
        total += arrival.count
        if chosen and total > most:
            break
        chosen.append(arrival)
    return chosen


def _packed(arrivals: Sequence[Arrival]) -> list[bytes]:
    """What the calls said, in their order; read as it is, not as two signs for each byte."""
    with bound() as cursor:
        cursor.execute(
            "SELECT events FROM sources_arrival WHERE id = ANY(%s) ORDER BY id",
            [[arrival.pk for arrival in arrivals]],
        )
        return [row[0] for row in cursor.fetchall()]


def _write(source: Source, power: str, events: Sequence[Event]) -> int:
    """One resolve and one COPY for the whole batch."""
    meanings = [meaning.of(event, source=source.slug, power=power) for event in events]
    if power == "server":
        _add_known_accounts(events, meanings, source.slug)
    numbers = _numbers(meanings, source, power)
    taken = _first_times(
        source,
        [
            (event, told, number)
            for event, told, number in zip(events, meanings, numbers, strict=True)
            if number is not None and told.kind
        ],
    )
    entered = ledger.record(
        entries=[_given(*one) for one in taken if one[1].money is not None],
        source=source.word,
        by=system("tracking"),
    )
    return entered + activity.append([_fact(source, *one) for one in taken if not one[1].money])


def _numbers(meanings: Sequence[Meaning], source: Source, power: str) -> list[int | None]:
    """The key each event hangs on. Only what may tell something new of people is resolved."""
    held = people.hold({key for told in meanings for key in told.keys})
    numbers: list[int | None] = [_settled(told, held, power) for told in meanings]
    rest = [place for place, number in enumerate(numbers) if number is None]
    resolved = people.resolve(
        known=[
            Known(
                keys=meanings[place].keys,
                fields=meanings[place].fields,
                trust="record" if power == "server" else "claim",
            )
            for place in rest
        ],
        source=source.word,
        by=system("tracking"),
        at=clock.now(),
    )
    for place, result in zip(rest, resolved, strict=True):
        numbers[place] = result.key_ids[0] if result.key_ids else None
    return numbers


def _settled(told: Meaning, held: Mapping[Key, people.Held], power: str) -> int | None:
    """The number of its first key where to resolve it would change nothing, else nothing.

    That is so when it tells no field, and all its keys are known as one person’s, or it names a known
    browser alone. Addresses go the whole way: somebody may have asked to be erased by one.
    """
    keys = told.keys
    first = held.get(keys[0]) if keys and not told.fields else None
    if first is None:
        return None
    if power != "server":
        return first.number if all(k.kind == "browser" and k in held for k in keys) else None
    if len(keys) == 1 and keys[0].kind == "browser":
        return first.number
    for key in keys:
        mine = held.get(key)
        if key.kind in _ADDRESSES or mine is None or mine.person != first.person:
            return None
    return first.number if first.person is not None else None


def _given(event: Event, told: Meaning, key_id: int) -> NewEntry:
    """An order goes by its number; a message that names none, by its own, or by a new one."""
    if told.money is None:
        raise AssertionError
    number = f"order:{told.order}" if told.order else f"message:{event.message_id or ids.token()}"
    return NewEntry(key_id=key_id, money=told.money, at=event.at, reference=number)


def _add_known_accounts(events: Sequence[Event], meanings: Sequence[Meaning], source: str) -> None:
    """An alias joins an earlier account only if we know it; else its number names a browser."""
    earlier = {
        key: m
        for e, m in zip(events, meanings, strict=True)
        if (key := meaning.previous(e, source))
    }
    if not earlier:
        return
    known = IdentityKey.objects.filter(kind="external", value__in=[key.value for key in earlier])
    for value in known.values_list("value", flat=True):
        told = earlier[Key("external", value)]
        told.keys.append(Key("external", value))


def _first_times(source: Source, told: list[Told]) -> list[Told]:
    """Without orders that were taken before: one completed twice is one gift, also when the messages are two."""
    asked = [_ordered(source, one[1]) for one in told]
    new = gifts.claim(None, [digest for digest in asked if digest is not None])
    first = []
    for one, digest in zip(told, asked, strict=True):
        if digest is None or digest in new:
            first.append(one)
            new.discard(digest or b"")
    return first


def _ordered(source: Source, told: Meaning) -> bytes | None:
    """What an order with a number of its own is recognised by."""
    if told.money is None or not told.order:
        return None
    return gifts.fingerprint("order", source.slug, told.order)


def _fact(source: Source, event: Event, told: Meaning, key_id: int) -> NewFact:
    return NewFact(
        kind=told.kind,
        key_id=key_id,
        at=event.at,
        source=source.word,
        ref=told.ref or None,
        data=told.data or None,
    )
