"""How the rivalry of teams is said and drawn, for supporters and for staff. Pure words over what was counted.

Nobody is told to be last, and no single person is ever named.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.web import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from muster.rivalry.models import Card, Part, Place, Rule, Season
    from muster.rivalry.standing import Row, Week

KINDS: Final = {
    "shift.done": gettext_lazy("A shift done"),
    "call.logged": gettext_lazy("A call with somebody of the team"),
    "gift.received": gettext_lazy("A gift, whatever its amount"),
    "group.joined": gettext_lazy("Somebody new in the team"),
    "link.relayed": gettext_lazy("Brought one more"),
    "post.made": gettext_lazy("A post on the board of the team"),
}
HABITS: Final = {
    "shift.done": gettext_lazy("did a shift"),
    "call.logged": gettext_lazy("were called by one of us"),
    "gift.received": gettext_lazy("gave"),
    "group.joined": gettext_lazy("joined"),
    "link.relayed": gettext_lazy("brought somebody along"),
    "post.made": gettext_lazy("wrote on the board"),
}
WIDE, HIGH, BAR, STEP, FLOOR, TOP = 420, 130, 44, 70, 104, 20


def kind(name: str) -> str:
    """A kind of deed by its name; an unknown one as the log names it."""
    return str(KINDS.get(name, name))


def each(value: float | None) -> str:
    """Points per head, with one digit."""
    return words.number(None if value is None else round(value, 1))


def rules(found: Iterable[Rule]) -> list[dict[str, str]]:
    """What counts and how often, as anybody can read it."""
    return [
        {
            "what": kind(one.kind),
            "points": ngettext("%(n)s point", "%(n)s points", one.points)
            % {"n": words.number(one.points)},
            "cap": _cap(one),
        }
        for one in found
    ]


def _cap(rule: Rule) -> str:
    if rule.kind == "group.joined":
        return _("once in a life")
    return ngettext("once a week", "%(n)s times a week", rule.cap) % {"n": words.number(rule.cap)}


def change(now: float | None, before: float | None) -> str:
    """“+31 %” against one’s own last week; nothing where there was none."""
    if now is None or not before:
        return "–"
    percent = round(100 * (now - before) / before)
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return f"{sign}{words.number(abs(percent))}{words.THIN}%"


def heading(team: str, past: Sequence[Week]) -> str:
    """How a team does, against nobody but itself."""
    facts = {"team": team}
    if len(past) < 2 or not past[-1].each:
        return _("%(team)s this week") % facts
    before = [one.each for one in past[:-1]]
    if past[-1].each > max(before):
        return _("%(team)s is having its best week yet") % facts
    if past[-1].each > before[-1]:
        return _("%(team)s is doing more than last week") % facts
    return _("%(team)s this week") % facts


def lead(past: Sequence[Week]) -> str:
    """This week beside the last one, in a sentence."""
    if not past:
        return _("Your first whole week begins on Monday. Until then nothing is counted.")
    told = _("points per member so far this week")
    if len(past) < 2:
        return told + "."
    off = round(past[-1].each - past[-2].each, 1)
    if off > 0:
        return _("%(told)s, %(n)s more than last week.") % {"told": told, "n": words.number(off)}
    return _("%(told)s; last week came to %(n)s.") % {"told": told, "n": each(past[-2].each)}


def month(past: Sequence[Week]) -> str:
    """This week against the team’s own past month."""
    if len(past) < 3:
        return ""
    before = [one.each for one in past[-5:-1]]
    usual = sum(before) / len(before)
    return _("In the weeks before it was %(n)s on average.") % {"n": each(usual)}


def chart(past: Sequence[Week]) -> dict[str, Any]:
    """Bars of a team’s own weeks, the latest one last, and the same as rows of a table."""
    most = max((one.each for one in past), default=0)
    bars = []
    for at, one in enumerate(past):
        high = round((FLOOR - TOP) * one.each / most, 1) if most else 0
        x = 8 + at * STEP
        bars.append(
            {
                "x": x,
                "y": round(FLOOR - high, 1),
                "high": high,
                "middle": x + BAR // 2,
                "over": round(FLOOR - high - 6, 1),
                "value": each(one.each),
                "name": _("this week") if at == len(past) - 1 else week(one.week),
                "long": words.day(one.week),
                "last": at == len(past) - 1,
                "heads": one.heads,
                "active": one.active,
            }
        )
    return {"bars": bars, "said": ", ".join(str(bar["value"]) for bar in bars)}


def week(monday: date) -> str:
    """“8 Sep”: the Monday of a week."""
    return str(format_date(monday, "d MMM", locale=words.locale()))


def table(
    rows: Sequence[Row], own: int | None, whole: Sequence[Row], *, open_: bool
) -> list[dict[str, Any]]:
    """Rows of a league as a page shows them; a line stands behind whoever moves up."""
    zone = 3
    told: list[dict[str, Any]] = []
    for row in rows:
        if open_ and told and row.position > zone and told[-1]["position"] <= zone:
            told[-1]["zone"] = True
        told.append(
            {
                "position": row.position,
                "place": words.number(row.position)
                if row.position <= (len(whole) + 1) // 2
                else "",
                "name": row.group.name,
                "slug": row.group.slug,
                "score": each(row.score),
                "change": change(row.now, row.before),
                "own": row.group.pk == own,
                "zone": False,
            }
        )
    return told


def moved(place: Place | None) -> str:
    """What the last week changed for a team, if anything; kindly."""
    if place is None:
        return ""
    if place.moved == place.Moved.UP:
        return _("Last week was among the best of its league, so the team moved up.")
    if place.moved == place.Moved.EASIER:
        return _("This week the team plays in a league that fits it better.")
    return ""


def resets(season: Season, at: datetime) -> str:
    """When everything starts anew."""
    following = season.begins(season.monday(at) + timedelta(weeks=1))
    return words.moment(following, season.zone)


def card_title(card: Card) -> str:
    """What a card is about."""
    team = card.group.name
    if card.kind == card.Kind.IMPROVED:
        return _("Most improved: %(team)s") % {"team": team}
    if card.kind == card.Kind.STREAK:
        return _("Longest streak: %(team)s") % {"team": team}
    return _("A habit of %(team)s") % {"team": team}


def card_text(card: Card) -> str:
    """What staff wrote, else the sentence the numbers make."""
    return card.words or made_text(card)


def made_text(card: Card) -> str:
    """The sentence that the numbers of a card make."""
    numbers = card.numbers
    if card.kind == card.Kind.IMPROVED:
        return _("%(now)s points per member, after %(before)s in the month before.") % {
            "now": each(numbers["now"]),
            "before": each(numbers["before"]),
        }
    if card.kind == card.Kind.STREAK:
        return ngettext(
            "Somebody did something in %(n)s week.",
            "Somebody did something in each of %(n)s weeks, without a gap.",
            numbers["weeks"],
        ) % {"n": words.number(numbers["weeks"])}
    return _("%(share)s of the team %(what)s in one week.") % {
        "share": words.percent(numbers["share"], 1, 0),
        "what": HABITS.get(numbers["what"], numbers["what"]),
    }


def cards(found: Iterable[Card]) -> list[dict[str, Any]]:
    """The news as a page tells it, without what staff left out."""
    return [
        {"card": one, "title": card_title(one), "text": card_text(one)}
        for one in found
        if not one.left_out
    ]


def taken_off(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """What was taken off a score and why, a line for each reason."""
    return [
        {
            "team": part.group,
            "week": words.day(part.week),
            "what": kind(part.kind),
            "why": why,
            "many": words.number(many),
            "points": words.number(points / 100),
        }
        for part in parts
        for why, many, points in (
            (_("told more than seven days late"), part.late, part.late_points),
            (_("the same told twice"), part.twice, part.twice_points),
            (_("brought each other in a circle"), part.circle, part.circle_points),
        )
        if many
    ]
