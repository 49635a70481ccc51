"""Calls a list tells of, as facts under the number they went to; each once, however often the list comes."""

from __future__ import annotations

from collections.abc import Sequence

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.kit import clock
from muster.people import actions as people
from muster.people import calls
from muster.people.known import Resolved
from muster.sources.actions.gifts import claim, fingerprint
from muster.sources.kinds.calls.rows import Call
from muster.sources.kinds.csv.rows import Entry
from muster.sources.models import Import


def refuse(made: Import, entries: Sequence[Entry]) -> None:
    """Name the calls that cannot be kept: in the future, without a number, or with one nobody here has."""
    now, calling = clock.now(), [one for one in entries if one.call is not None and not one.problem]
    for entry in calling:
        if entry.call is not None and entry.call.at > now:
            entry.problem, entry.detail = "bad_call_day", entry.call.at.date().isoformat()
        elif not any(key.kind == "phone" for key in entry.keys):
            entry.problem = "no_phone"
    if made.choices.get("strangers") == "take":
        return
    held = people.hold({key for entry in calling for key in entry.keys})
    for entry in calling:
        known = any(key in held and held[key].person is not None for key in entry.keys)
        if not entry.problem and not known:
            entry.problem = "stranger"
            entry.detail = next((key.value for key in entry.keys if key.kind == "phone"), "")


def write(made: Import, taken: Sequence[tuple[Entry, Resolved]]) -> tuple[int, set[int]]:
    """Add each call not told before. How many, and with whom."""
    told = [
        (entry.call, key_id, result.person_id)
        for entry, result in taken
        if entry.call is not None and result.person_id is not None
        for key, key_id in zip(entry.keys, result.key_ids, strict=False)
        if key.kind == "phone"
    ]
    prints = [
        fingerprint("call", key_id, call.at, call.outcome, call.direction)
        for call, key_id, _p in told
    ]
    fresh = claim(made.pk, prints)
    facts, whom = [], set()
    for (call, key_id, person), digest in zip(told, prints, strict=True):
        if digest in fresh:
            fresh.discard(digest)
            facts.append(_fact(made, call, key_id))
            whom.add(person)
    activity.append(facts)
    return len(facts), whom


def _fact(made: Import, call: Call, key_id: int) -> NewFact:
    data: dict[str, str | int] = {"direction": call.direction, "outcome": call.outcome}
    if call.minutes:
        data["minutes"] = call.minutes
    return NewFact(calls.KIND, key_id, call.at, made.word, ref=call.topic or None, data=data)
