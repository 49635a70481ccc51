"""Each condition as what people do, such as “live in Łódzkie”, ready to stand after “People who”.

Every phrase is translated whole; only values are put into it, marked so that a page can set them in bold.
"""

from collections.abc import Callable
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.audiences.asks import ASK
from muster.audiences.deed_phrases import DEED_SAYINGS
from muster.audiences.definition import (
    Condition,
    Country,
    From,
    Has,
    Joined,
    Known,
    Lives,
    Member,
    Near,
    Reachable,
    SaidYes,
    Speaks,
)
from muster.audiences.speaker import Speaker, quoted
from muster.places.countries import COUNTRIES


def say(condition: Condition, by: Speaker) -> str:
    """Return the phrase of one condition, its values marked."""
    return _SAYINGS[type(condition)](condition, by)


def _lives(one: Lives, by: Speaker) -> str:
    names = sorted(by.world.regions.get(code, code) for code in one.regions)
    listed = format_list(names, style="or", locale=by.language) if names else ""
    return _("live in {regions}").format(regions=by.value(listed, ASK["lives", "regions"]))


def country_name(code: str) -> str:
    return str(COUNTRIES[code].name) if code in COUNTRIES else code


def _country(one: Country, by: Speaker) -> str:
    name = by.value(country_name(one.country), ASK["country", "country"])
    return _("live in {country}").format(country=name)


def _near(one: Near, by: Speaker) -> str:
    return _("live within {km} km of {postcode} in {country}").format(
        km=by.number(one.km, ASK["near", "km"]),
        postcode=by.value(one.postcode, ASK["near", "postcode"]),
        country=by.value(country_name(one.country), ASK["near", "country"]),
    )


KNOWN = {
    ("region", "has"): gettext_noop("have a known region"),
    ("region", "lacks"): gettext_noop("have no known region"),
    ("country", "has"): gettext_noop("have a known country"),
    ("country", "lacks"): gettext_noop("have no known country"),
    ("language", "has"): gettext_noop("have a known language"),
    ("language", "lacks"): gettext_noop("have no known language"),
    ("place", "has"): gettext_noop("have a postcode whose place is known"),
    ("place", "lacks"): gettext_noop("have no postcode whose place is known"),
}


def _known(one: Known, by: Speaker) -> str:
    if (one.what, one.state) in KNOWN:
        return _(KNOWN[one.what, one.state])
    field = "state" if one.what else "what"
    return _("have, or lack, {what}").format(what=by.value("", ASK["known", field]))


def _has(one: Has, by: Speaker) -> str:
    said = {"skill": _("have the skill {name}"), "group": _("are in the team {name}")}
    words = said.get(one.trait, _("have the tag {name}"))
    return words.format(name=by.value(one.value, ASK["has", "value"]))


def _said_yes(one: SaidYes, by: Speaker) -> str:
    purpose = by.world.purposes.get(one.purpose, one.purpose)
    by_text = _("said yes to text messages: {purpose}")
    words = by_text if one.channel == "sms" else _("said yes to e-mail: {purpose}")
    return words.format(purpose=by.value(purpose, ASK["said_yes", "purpose"]))


def _reachable(one: Reachable, _by: Speaker) -> str:
    by_text = _("have a mobile number that works")
    return by_text if one.channel == "sms" else _("have an e-mail address that works")


def _joined(one: Joined, by: Speaker) -> str:
    day = format_date(one.day, "long", locale=by.language) if one.day else ""
    before = _("joined before {day}")
    words = before if one.when == "before" else _("joined on {day} or later")
    return words.format(day=by.value(day, ASK["joined", "day"]))


def _member(one: Member, by: Speaker) -> str:
    saved = by.world.audiences.get(one.audience or 0)
    name = quoted(saved.name) if saved else (f"#{one.audience}" if one.audience else "")
    words = _("are in the audience {name}")
    return words.format(name=by.value(name, ASK["member", "audience"]))


def _from(one: From, by: Speaker) -> str:
    return _("came from {source}").format(source=by.value(one.source, ASK["from", "source"]))


def _speaks(one: Speaks, by: Speaker) -> str:
    name = language_name(one.language, by.language)
    return _("read {language}").format(language=by.value(name, ASK["speaks", "language"]))


def language_name(code: str, language: str) -> str:
    """Return the name of a language in another, "Polish" in English; the code where it has none."""
    return Locale.parse(language).languages.get(code, code) if code else ""


_SAYINGS: dict[type, Callable[[Any, Speaker], str]] = {
    Lives: _lives,
    Country: _country,
    Near: _near,
    Known: _known,
    Has: _has,
    SaidYes: _said_yes,
    Reachable: _reachable,
    Joined: _joined,
    Member: _member,
    From: _from,
    Speaks: _speaks,
    **DEED_SAYINGS,
}
