"""When and in which steps a document leaves, in the words its author and its approvers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from muster.delivery.documents import DocumentBody
from muster.delivery.gates import plan as plans
from muster.web import words

# More names than these are a number.
NAMED: Final = 3


def all_of(body: DocumentBody) -> dict[str, str]:
    """What a page shows of it, each part under its name."""
    return {
        "sentence": sentence(body),
        "starts": starts(body),
        "hours": hours(body),
        "steps": steps(body),
        "watching": watching(body),
        "over": over(body),
        "cost": cost(body),
    }


def sentence(body: DocumentBody) -> str:
    """All of it at once: when, at which hours, in which steps, and when it is over."""
    parts = [starts(body), hours(body), steps(body)]
    return _("Leaves %(how)s; %(over)s.") % {
        "how": ", ".join(part for part in parts if part),
        "over": over(body),
    }


def to_whom(body: DocumentBody, names: Mapping[str, str]) -> str:
    """“By text message to 4,120 people in Skåne and Halland”."""
    said = {
        "email": ngettext("By e-mail to %(n)s person", "By e-mail to %(n)s people", body.size),
        "sms": ngettext(
            "By text message to %(n)s person", "By text message to %(n)s people", body.size
        ),
    }[body.channel] % {"n": words.number(body.size)}
    largest = sorted(body.per_region, key=lambda code: (-body.per_region[code], code))
    named = [names.get(code, _("no region")) for code in largest[:NAMED]]
    if others := len(largest) - len(named):
        text = ngettext("%(n)s other region", "%(n)s other regions", others)
        named.append(text % {"n": words.number(others)})
    if not named:
        return said
    return _("%(who)s in %(regions)s") % {
        "who": said,
        "regions": format_list(named, locale=words.locale()),
    }


def cost(body: DocumentBody) -> str:
    """What it costs and what it may cost; nobody knows where no prices are set."""
    if body.channel != "sms":
        return _("Nothing: it goes by e-mail")
    parts = int(body.extra.get("parts", 0))
    told = ngettext("%(n)s part", "%(n)s parts", parts) % {"n": words.number(parts)}
    if not body.currency:
        return _("%(parts)s; no price of a part is set") % {"parts": told}
    price = words.money(body.cost_minor, body.currency)
    if not body.cost_cap_minor:
        return _("%(price)s for %(parts)s") % {"price": price, "parts": told}
    return _("%(price)s for %(parts)s; at most %(cap)s may be spent") % {
        "price": price,
        "parts": told,
        "cap": words.money(body.cost_cap_minor, body.currency),
    }


def starts(body: DocumentBody) -> str:
    """What makes it leave."""
    at = moment(body)
    if at is not None:
        return _("on %(moment)s") % {"moment": words.long_moment(at, zone(body))}
    if body.start == "approved":
        return _("as soon as it is approved")
    return _("when somebody releases it after the approvals")


def hours(body: DocumentBody) -> str:
    """The hours of the day it may arrive in; empty is any hour."""
    if body.window_from is None or body.window_to is None:
        return ""
    return _("to each between %(from)s and %(to)s where they live") % {
        "from": body.window_from,
        "to": body.window_to,
    }


def steps(body: DocumentBody) -> str:
    """Its steps by size, as they follow each other."""
    names = step_names(body)
    if len(names) < 2:
        return _("all at once")
    return ngettext("in %(n)s step: %(steps)s", "in %(n)s steps: %(steps)s", len(names)) % {
        "n": words.number(len(names)),
        "steps": ", ".join(names),
    }


def step_names(body: DocumentBody) -> list[str]:
    """Each step by its name or its number of people."""
    sizes = plans.sizes(body.waves, body.size)
    named = [words.number(size) for size in sizes[:-1]]
    rest = _("the rest") if named or body.seeds else words.number(body.size)
    return [*([_("our own seed list")] if body.seeds else []), *named, rest]


def watching(body: DocumentBody) -> str:
    """What is waited for between two steps; empty where nothing is."""
    if not (body.waves or body.seeds):
        return _("Nothing is waited for: a slip would reach everybody before anyone could see it.")
    seconds = plans.seconds(body.soak_minutes, body.mode)
    return _("Between two steps %(span)s of watching; odd answers, bounces or stops halt it.") % {
        "span": _short(timedelta(seconds=seconds))
    }


def over(body: DocumentBody) -> str:
    """When nothing of it leaves any more (D11)."""
    at = moment(body)
    if at is not None:
        ends = at + timedelta(hours=body.not_after_hours)
        return _("over by %(moment)s") % {"moment": words.long_moment(ends, zone(body))}
    return ngettext(
        "over %(n)s hour after its release",
        "over %(n)s hours after its release",
        body.not_after_hours,
    ) % {"n": words.number(body.not_after_hours)}


def moment(body: DocumentBody) -> datetime | None:
    """When it starts, if that is a time."""
    return datetime.fromisoformat(body.not_before) if body.not_before else None


def zone(body: DocumentBody) -> str:
    """The zone its author wrote the time in."""
    return str(body.extra.get("zone") or "UTC")


def _short(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    return words.span(length)


def parts_in_words(names: Iterable[str]) -> list[str]:
    """What of a document changed besides words and people, each thing once."""
    return [str(said) for said in dict.fromkeys(_PARTS.get(name, _FRAME) for name in names)]


_FRAME: Final = lazy("what stands around the words")
_SENDER: Final = lazy("who it comes from")
_START: Final = lazy("when it starts")
_HOURS: Final = lazy("the hours of the day")
_STEPS: Final = lazy("the steps it leaves in")
_COST: Final = lazy("what it costs")
_PARTS: Final = {
    "channel": lazy("the way it is sent"),
    "purpose": lazy("its purpose"),
    "mode": lazy("training, team or live"),
    "sender_name": _SENDER,
    "sender_address": _SENDER,
    "sms_sender": _SENDER,
    "reply_to": lazy("where replies go"),
    "attachments": lazy("its pictures"),
    "start": _START,
    "not_before": _START,
    "window_from": _HOURS,
    "window_to": _HOURS,
    "zone_rule": _HOURS,
    "not_after_hours": lazy("when it is over"),
    "waves": _STEPS,
    "soak_minutes": _STEPS,
    "trickle": _STEPS,
    "feedback_minutes": _STEPS,
    "seeds": _STEPS,
    "per_minute": _STEPS,
    "halt_thresholds": _STEPS,
    "cost_minor": _COST,
    "cost_cap_minor": _COST,
    "currency": _COST,
}
