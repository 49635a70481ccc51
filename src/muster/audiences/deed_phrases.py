"""Conditions about what people did, as what people do: “visited the page “/beach” at least 3 times”."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from muster.audiences.asks import ASK, CHOOSE_CURRENCY, WRITE_AMOUNT
from muster.audiences.definition import (
    ANY,
    Broadcast,
    Cares,
    Did,
    DidNot,
    Gave,
    LastDid,
    LastGave,
    Messaged,
    Replied,
    Scored,
    Sum,
    Then,
    Turned,
)
from muster.audiences.fact_names import DEEDS, FACT_NAMES, OTHER_DEEDS
from muster.audiences.marks import marked
from muster.audiences.speaker import Speaker, quoted
from muster.audiences.world import manner


def _did(one: Did, by: Speaker) -> str:
    deed = _at_least(_deed(one, by, negative=False), one.times or 1, by)
    return _within(deed, one.days, by)


def _at_least(deed: str, times: int, by: Speaker) -> str:
    if times == 1:
        return deed
    words = ngettext("{deed} at least {count} time", "{deed} at least {count} times", times)
    return words.format(deed=deed, count=by.number(times, ""))


def _did_not(one: DidNot, by: Speaker) -> str:
    times = one.times or 1
    deed = _deed(one, by, negative=times == 1)
    if times > 1:
        words = ngettext("{deed} fewer than {count} time", "{deed} fewer than {count} times", times)
        deed = words.format(deed=deed, count=by.number(times, ""))
    return _within(deed, one.days, by)


def _deed(one: Did | DidNot, by: Speaker, *, negative: bool) -> str:
    return _of_amount(_counted(one, by, negative=negative), one, by)


def _counted(
    one: Did | DidNot | LastDid | Sum | Then, by: Speaker, *, negative: bool = False
) -> str:
    ask = ASK[one.IS, "fact"]
    return _about(one.fact, one.ref, one.words, by, ask=ask, negative=negative)


def _about(
    fact: str, ref: str, words: tuple[str, ...], by: Speaker, *, ask: str, negative: bool = False
) -> str:
    phrase = DEEDS.get(fact, OTHER_DEEDS)[(1 if negative else 0) + (2 if ref else 0)]
    deed = _(phrase).format(fact=by.value(fact_name(fact), ask), ref=marked(quoted(ref)))
    if not words:
        return deed
    return _(ABOUT[manner(fact)]).format(deed=deed, words=by.words(words, ""))


def _of_amount(deed: str, one: Did | DidNot, by: Speaker) -> str:
    least, most = (
        by.amount(minor, one.currency, CHOOSE_CURRENCY) for minor in (one.least, one.most)
    )
    if one.least is not None and one.most is not None:
        return _("{deed} with an amount from {least} to {most}").format(
            deed=deed, least=least, most=most
        )
    if one.most is not None:
        return _("{deed} with an amount of at most {most}").format(deed=deed, most=most)
    if one.least is not None:
        return _("{deed} with an amount of at least {least}").format(deed=deed, least=least)
    if one.currency:
        return _("{deed} with an amount of {ask}").format(deed=deed, ask=by.value("", WRITE_AMOUNT))
    return deed


def _last_did(one: LastDid, by: Speaker) -> str:
    lately = ngettext(
        "{deed}, the last time within the last {days} day",
        "{deed}, the last time within the last {days} days",
        one.days or 0,
    )
    long_ago = ngettext(
        "{deed}, the last time more than {days} day ago",
        "{deed}, the last time more than {days} days ago",
        one.days or 0,
    )
    words = {"within": lately, "more_than": long_ago}.get(
        one.when, _("{deed}, the last time {ask}")
    )
    return words.format(
        deed=_counted(one, by),
        days=by.number(one.days, ASK["last_did", "days"]),
        ask=by.value("", ASK["last_did", "when"]),
    )


def _sum(one: Sum, by: Speaker) -> str:
    most = _("{deed} with amounts of together something, but at most {amount}")
    least = _("{deed} with amounts of together at least {amount}")
    words = most if one.compare == "at_most" else least
    amount = by.amount(one.minor, one.currency, ASK["sum", "minor"])
    return _within(words.format(deed=_counted(one, by), amount=amount), one.days, by)


def _then(one: Then, by: Speaker) -> str:
    ask = ASK["then", "then_fact"]
    words = ngettext(
        "{first} and then, within {days} day, {later}",
        "{first} and then, within {days} days, {later}",
        one.within or 0,
    )
    deed = words.format(
        first=_counted(one, by),
        days=by.number(one.within, ASK["then", "within"]),
        later=_about(one.then_fact, one.then_ref, one.then_words, by, ask=ask),
    )
    return _within(deed, one.days, by)


def fact_name(name: str) -> str:
    """Return the kind of a fact as staff read it where it has no verb of its own."""
    return _(FACT_NAMES[name]) if name in FACT_NAMES else (quoted(name) if name else "")


# What words narrow a deed to, by what they are looked for in.
ABOUT = {
    "searched": gettext_noop("{deed} for {words}"),
    "read": gettext_noop("{deed} at an address with {words}"),
    "gave": gettext_noop("{deed} for {words}"),
    "answered": gettext_noop("{deed} for a broadcast about {words}"),
    "did": gettext_noop("{deed} called {words}"),
}
TURNED = {
    "searched": gettext_noop("searched for {words}"),
    "read": gettext_noop("read pages with {words} in their address"),
    "clicked": gettext_noop("clicked links with {words} in their address"),
    "gave": gettext_noop("gave for {words}"),
    "answered": gettext_noop("answered a broadcast about {words}"),
    "did": gettext_noop("did {words} on the website"),
}


def _turned(one: Turned, by: Speaker) -> str:
    words = by.words(one.words, ASK["turned", "words"])
    if not one.how:
        words = by.value("", ASK["turned", "how"])
    if one.how == "stayed":
        return _within(_stayed(words, one.times, by), one.days, by)
    deed = _(TURNED.get(one.how, "{words}")).format(words=words)
    return _within(_at_least(deed, one.times or 1, by), one.days, by)


def _stayed(words: str, minutes: int | None, by: Speaker) -> str:
    said = ngettext(
        "stayed at least {minutes} minute on pages with {words} in their address",
        "stayed at least {minutes} minutes on pages with {words} in their address",
        minutes or 0,
    )
    return said.format(minutes=by.number(minutes, ASK["turned", "times"]), words=words)


def _cares(one: Cares, by: Speaker) -> str:
    saved = by.world.interests.get(one.interest or 0)
    name = quoted(saved.name) if saved else (f"#{one.interest}" if one.interest else "")
    return _("care about {name}").format(name=by.value(name, ASK["cares", "interest"]))


def _within(deed: str, days: int | None, by: Speaker) -> str:
    if days is None:
        return deed
    words = ngettext("{deed} in the last {days} day", "{deed} in the last {days} days", days)
    return words.format(deed=deed, days=by.number(days, ""))


def _scored(one: Scored, by: Speaker) -> str:
    most = _("have at most {points} in the score {name}")
    words = most if one.compare == "at_most" else _("have at least {points} in the score {name}")
    tally = by.world.scores.get(one.score or 0)
    name = quoted(tally.name) if tally else (f"#{one.score}" if one.score else "")
    points = by.number(one.points, ASK["score", "points"])
    return words.format(points=points, name=by.value(name, ASK["score", "score"]))


def _gave(one: Gave, by: Speaker) -> str:
    most = _("gave something, but together at most {amount}")
    words = most if one.compare == "at_most" else _("gave at least {amount}")
    deed = words.format(amount=by.amount(one.minor, one.currency, ASK["gave", "minor"]))
    return _within(deed, one.days, by)


def _last_gave(one: LastGave, by: Speaker) -> str:
    words = ngettext(
        "last gave more than {days} day ago", "last gave more than {days} days ago", one.days or 0
    )
    return words.format(days=by.number(one.days, ASK["last_gave", "days"]))


def _messaged(one: Messaged, by: Speaker) -> str:
    was = _("got a message from us") if one.was == "was" else _("were not messaged")
    if one.days is None:
        words = _("{deed} in the last days ({ask})")
        return words.format(deed=was, ask=by.value("", ASK["messaged", "days"]))
    return _within(was, one.days, by)


# What was done with one broadcast, and with any.
BROADCAST = {
    "received": (gettext_noop("got the broadcast {name}"), gettext_noop("got a broadcast")),
    "replied": (
        gettext_noop("answered the broadcast {name}"),
        gettext_noop("answered a broadcast"),
    ),
    "followed": (
        gettext_noop("came to a page of ours from the broadcast {name}"),
        gettext_noop("came to a page of ours from a broadcast"),
    ),
    "": (gettext_noop("{ask}: the broadcast {name}"), gettext_noop("{ask}: a broadcast")),
}


def _broadcast(one: Broadcast, by: Speaker) -> str:
    given, whichever = BROADCAST[one.how]
    title = by.world.broadcasts.get(one.broadcast, f"#{one.broadcast}")
    name = by.value(quoted(title) if one.broadcast else "", ASK["broadcast", "broadcast"])
    ask = by.value("", ASK["broadcast", "how"])
    words = _(whichever if one.broadcast == ANY else given)
    return _within(words.format(name=name, ask=ask), one.days, by)


def _replied(one: Replied, by: Speaker) -> str:
    return _within(_("answered a message"), one.days, by)


DEED_SAYINGS: dict[type, Callable[[Any, Speaker], str]] = {
    Did: _did,
    DidNot: _did_not,
    LastDid: _last_did,
    Sum: _sum,
    Then: _then,
    Turned: _turned,
    Cares: _cares,
    Scored: _scored,
    Gave: _gave,
    LastGave: _last_gave,
    Messaged: _messaged,
    Replied: _replied,
    Broadcast: _broadcast,
}
