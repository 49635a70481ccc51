"""Why somebody fits: codes with values, kept as they are, and made into words for whoever reads them.

The same reason is said in two voices: to staff about a person, and to the person about a task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from muster.kit.text import clean
from muster.volunteering import hours
from muster.volunteering.fitness import RESTED, Demand, Look, Volunteer
from muster.volunteering.models import Skill

# {"code": …, …}: what it is, and what is told of it.
Reason = dict[str, Any]
DAYS_OF_A_WEEK: Final = 7


def of(
    one: Volunteer, wanted: Demand, seen: Look, *, proved: frozenset[str] = frozenset()
) -> list[Reason]:
    """The reasons for one person, those that weigh most first; also what speaks against them."""
    found: list[Reason] = [
        {"code": "skill", "skill": want.slug, "proved": want.slug in proved}
        for want in wanted.needs
    ]
    found.append(_place(wanted, seen))
    found.append(_time(one, wanted, seen))
    found.append(_asked(seen))
    spoken = sorted(wanted.languages & one.languages)
    if spoken:
        found.append({"code": "speaks", "language": spoken[0]})
    if one.access and not wanted.online:
        found.append({"code": "access"})
    if seen.hours_left < wanted.hours:
        found.append({"code": "over_hours"})
    return found


def _place(wanted: Demand, seen: Look) -> Reason:
    if wanted.online:
        return {"code": "from_home"}
    if seen.km is None:
        return {"code": "same_region"}
    code = "too_far" if seen.beyond > 0 else "near"
    return {"code": code, "km": round(seen.km, 1)}


def _time(one: Volunteer, wanted: Demand, seen: Look) -> Reason:
    if seen.free is None:
        return {"code": "time_unknown"}
    first, _last = hours.days(wanted.starts_at, wanted.ends_at, one.zone)
    return {"code": "free" if seen.free else "not_free", "weekday": first.weekday()}


def _asked(seen: Look) -> Reason:
    if seen.asked_days is None:
        return {"code": "never_asked"}
    if seen.asked_days >= RESTED:
        return {"code": "long_rested"}
    return {"code": "asked", "days": int(seen.asked_days)}


def sentence(found: Sequence[Reason]) -> str:
    """“has a driving licence, lives 2 km away, free on Saturday, not asked for 3 weeks”."""
    return ", ".join(words(found))


def words(
    found: Sequence[Reason], *, to_them: bool = False, names: Mapping[str, str] | None = None
) -> list[str]:
    """Each reason in the language of whoever reads; to the person themselves with ``to_them``.

    For a list of people, give what ``skill_names`` says of all of them, so that it is asked once.
    """
    known = skill_names([found]) if names is None else names
    voices = _TO_THEM if to_them else _ABOUT_THEM
    return [voices[one["code"]](one, known) for one in found if one.get("code") in voices]


def skill_names(lists: Iterable[Sequence[Reason]]) -> dict[str, str]:
    """What the skills that are named in some reasons are called in the language of whoever reads."""
    slugs = {one["skill"] for found in lists for one in found if one.get("code") == "skill"}
    language = get_language() or "en"
    rows = Skill.objects.filter(slug__in=slugs) if slugs else ()
    return {one.slug: one.name_in(language) for one in rows}


def _skill(one: Reason, names: Mapping[str, str]) -> str:
    name = clean(names.get(one["skill"], one["skill"]))
    if one.get("proved"):
        return _("has “%(skill)s”, proved") % {"skill": name}
    return _("has “%(skill)s”") % {"skill": name}


def _your_skill(one: Reason, names: Mapping[str, str]) -> str:
    return _("you have “%(skill)s”") % {"skill": names.get(one["skill"], one["skill"])}


def _near(one: Reason, _names: Mapping[str, str]) -> str:
    if one["km"] < 1:
        return _("lives less than 1 km away")
    return _("lives %(km)s km away") % {"km": round(one["km"])}


def _near_you(one: Reason, _names: Mapping[str, str]) -> str:
    if one["km"] < 1:
        return _("less than 1 km from you")
    return _("%(km)s km from you") % {"km": round(one["km"])}


def _too_far(one: Reason, _names: Mapping[str, str]) -> str:
    return _("lives %(km)s km away, further than they go") % {"km": round(one["km"])}


def _free(one: Reason, _names: Mapping[str, str]) -> str:
    day: int = one["weekday"]
    return _free_on()[day % DAYS_OF_A_WEEK]


def _free_on() -> tuple[str, ...]:
    return (
        _("free on Monday"), _("free on Tuesday"), _("free on Wednesday"), _("free on Thursday"),
        _("free on Friday"), _("free on Saturday"), _("free on Sunday"),
    )  # fmt: skip


def _rested(one: Reason, _names: Mapping[str, str]) -> str:
    weeks, days = divmod(one["days"], DAYS_OF_A_WEEK)
    if weeks >= 3:
        return ngettext("not asked for %(n)s week", "not asked for %(n)s weeks", weeks) % {
            "n": weeks
        }
    days = one["days"]
    if days < 1:
        return _("asked today")
    return ngettext("asked %(n)s day ago", "asked %(n)s days ago", days) % {"n": days}


def _speaks(one: Reason, _names: Mapping[str, str]) -> str:
    return _("speaks %(language)s") % {"language": language_name(one["language"])}


def language_name(code: str) -> str:
    """What a language is called in the language of whoever reads; its code where nobody knows."""
    try:
        reader = Locale.parse((get_language() or "en").replace("-", "_"))
        return str(Locale.parse(code).get_language_name(reader.language) or code)
    except (UnknownLocaleError, ValueError):
        return code


Voice = Callable[[Reason, Mapping[str, str]], str]
_ABOUT_THEM: Final[dict[str, Voice]] = {
    "skill": _skill,
    "near": _near,
    "too_far": _too_far,
    "same_region": lambda *_args: _("lives in the region, we do not know where"),
    "from_home": lambda *_args: _("can help from home"),
    "free": _free,
    "not_free": lambda *_args: _("not free then"),
    "time_unknown": lambda *_args: _("has not said when"),
    "never_asked": lambda *_args: _("never asked yet"),
    "long_rested": lambda *_args: _("not asked for a long time"),
    "asked": _rested,
    "speaks": _speaks,
    "access": lambda *_args: _("the place has what they need"),
    "over_hours": lambda *_args: _("more than the hours they set aside this month"),
}
_TO_THEM: Final[dict[str, Voice]] = {
    "skill": _your_skill,
    "near": _near_you,
    "same_region": lambda *_args: _("in your region"),
    "from_home": lambda *_args: _("from home"),
    "free": lambda *_args: _("when you are free"),
    "speaks": lambda one, _names: (
        _("in %(language)s") % {"language": language_name(one["language"])}
    ),
    "access": lambda *_args: _("the place has what you need"),
    "short": lambda one, _names: (
        ngettext("%(n)s more person is needed", "%(n)s more people are needed", one["n"])
        % {"n": one["n"]}
    ),
}
