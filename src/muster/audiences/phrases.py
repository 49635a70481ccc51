"""Each condition as what people do, such as “live in Łódzkie”, ready to stand after “People who”.

Every phrase is translated whole; only values are put into it, marked so that a page can set them in bold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from muster.audiences.definition import (
    Cares,
    Condition,
    Country,
    Did,
    DidNot,
    From,
    Gave,
    Has,
    Joined,
    LastGave,
    Lives,
    Member,
    Messaged,
    Near,
    Reachable,
    Replied,
    SaidYes,
    Speaks,
    Turned,
)
from muster.audiences.fact_names import FACT_NAMES
from muster.audiences.gaps import ASK
from muster.audiences.marks import EMPTY, marked
from muster.audiences.world import World
from muster.kit.money import Money
from muster.places.countries import COUNTRIES

# Facts that deserve words of their own: did, did not, did with a name, did not with a name.
DEEDS = {
    "page.viewed": (
        gettext_noop("visited the website"),
        gettext_noop("did not visit the website"),
        gettext_noop("visited the page {ref}"),
        gettext_noop("did not visit the page {ref}"),
    ),
    "search.made": (
        gettext_noop("searched the website"),
        gettext_noop("did not search the website"),
        gettext_noop("searched for {ref}"),
        gettext_noop("did not search for {ref}"),
    ),
    "event.tracked": (
        gettext_noop("did something on the website"),
        gettext_noop("did nothing on the website"),
        gettext_noop("did {ref} on the website"),
        gettext_noop("did not do {ref} on the website"),
    ),
}
OTHER_DEEDS = (
    gettext_noop("have {fact} in their record"),
    gettext_noop("do not have {fact} in their record"),
    gettext_noop("have {fact} {ref} in their record"),
    gettext_noop("do not have {fact} {ref} in their record"),
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says conditions in one language, knowing what their names stand for."""

    language: str
    world: World

    def say(self, condition: Condition) -> str:
        """Return the phrase of one condition, its values marked."""
        return _SAYINGS[type(condition)](condition, self)

    def number(self, value: int | None, ask: str) -> str:
        return self.value("" if value is None else format_decimal(value, locale=self.language), ask)

    def value(self, text: str, ask: str) -> str:
        return marked(text) if text else marked(_(ask), EMPTY)


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


def _has(one: Has, by: Speaker) -> str:
    words = _("have the skill {name}") if one.trait == "skill" else _("have the tag {name}")
    return words.format(name=by.value(one.value, ASK["has", "value"]))


def _said_yes(one: SaidYes, by: Speaker) -> str:
    purpose = by.world.purposes.get(one.purpose, one.purpose)
    by_text = _("said yes to text messages: {purpose}")
    words = by_text if one.channel == "sms" else _("said yes to e-mail: {purpose}")
    return words.format(purpose=by.value(purpose, ASK["said_yes", "purpose"]))


def _reachable(one: Reachable, _by: Speaker) -> str:
    by_text = _("have a mobile number that works")
    return by_text if one.channel == "sms" else _("have an e-mail address that works")


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
    words = DEEDS.get(one.fact, OTHER_DEEDS)[(1 if negative else 0) + (2 if one.ref else 0)]
    fact = by.value(fact_name(one.fact), ASK[one.IS, "fact"])
    return _(words).format(fact=fact, ref=marked(_quoted(one.ref)))


def fact_name(name: str) -> str:
    """Return the kind of a fact as staff read it where it has no verb of its own."""
    return _(FACT_NAMES[name]) if name in FACT_NAMES else (_quoted(name) if name else "")


def _quoted(name: str) -> str:
    return _("“{name}”").format(name=name)


TURNED = {
    "searched": gettext_noop("searched for {words}"),
    "read": gettext_noop("read pages with {words} in their address"),
    "gave": gettext_noop("gave for {words}"),
    "answered": gettext_noop("answered a broadcast about {words}"),
    "did": gettext_noop("did {words} on the website"),
}


def _turned(one: Turned, by: Speaker) -> str:
    listed = format_list([_quoted(word) for word in one.words], style="or", locale=by.language)
    words = by.value(listed, ASK["turned", "words"])
    if not one.how:
        words = by.value("", ASK["turned", "how"])
    deed = _(TURNED.get(one.how, "{words}")).format(words=words)
    return _within(_at_least(deed, one.times or 1, by), one.days, by)


def _cares(one: Cares, by: Speaker) -> str:
    saved = by.world.interests.get(one.interest or 0)
    name = _quoted(saved.name) if saved else (f"#{one.interest}" if one.interest else "")
    return _("care about {name}").format(name=by.value(name, ASK["cares", "interest"]))


def _within(deed: str, days: int | None, by: Speaker) -> str:
    if days is None:
        return deed
    words = ngettext("{deed} in the last {days} day", "{deed} in the last {days} days", days)
    return words.format(deed=deed, days=by.number(days, ""))


def _gave(one: Gave, by: Speaker) -> str:
    most = _("gave something, but together at most {amount}")
    words = most if one.compare == "at_most" else _("gave at least {amount}")
    deed = words.format(amount=by.value(_amount(one, by), ASK["gave", "minor"]))
    return _within(deed, one.days, by)


def _amount(one: Gave, by: Speaker) -> str:
    if one.minor is None or not one.currency:
        return ""
    major = Money(one.minor, one.currency).amount.normalize()
    return f"{format_decimal(major, locale=by.language)} {one.currency}"


def _last_gave(one: LastGave, by: Speaker) -> str:
    words = ngettext(
        "last gave more than {days} day ago", "last gave more than {days} days ago", one.days or 0
    )
    return words.format(days=by.number(one.days, ASK["last_gave", "days"]))


def _joined(one: Joined, by: Speaker) -> str:
    day = format_date(one.day, "long", locale=by.language) if one.day else ""
    before = _("joined before {day}")
    words = before if one.when == "before" else _("joined on {day} or later")
    return words.format(day=by.value(day, ASK["joined", "day"]))


def _messaged(one: Messaged, by: Speaker) -> str:
    was = _("got a message from us") if one.was == "was" else _("were not messaged")
    if one.days is None:
        words = _("{deed} in the last days ({ask})")
        return words.format(deed=was, ask=by.value("", ASK["messaged", "days"]))
    return _within(was, one.days, by)


def _replied(one: Replied, by: Speaker) -> str:
    return _within(_("answered a message"), one.days, by)


def _member(one: Member, by: Speaker) -> str:
    saved = by.world.audiences.get(one.audience or 0)
    name = _quoted(saved.name) if saved else (f"#{one.audience}" if one.audience else "")
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
    Has: _has,
    SaidYes: _said_yes,
    Reachable: _reachable,
    Did: _did,
    DidNot: _did_not,
    Turned: _turned,
    Cares: _cares,
    Gave: _gave,
    LastGave: _last_gave,
    Joined: _joined,
    Messaged: _messaged,
    Replied: _replied,
    Member: _member,
    From: _from,
    Speaks: _speaks,
}
