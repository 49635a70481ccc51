"""What the list of people shows: a sentence, chips with their way out, and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.people import queries
from muster.people.purposes import CHANNEL_WORDS, PURPOSES
from muster.places import queries as places
from muster.web import words

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.people.queries import Filters, PersonQuerySet


def filters(asked: Mapping[str, str]) -> Filters:
    """The filters an address asks for; what makes no sense finds nobody."""
    clean = {name: asked.get(name, "").replace("\x00", "").strip()[:200] for name in _NAMES}
    return queries.Filters(
        text=clean["q"], region=clean["region"], consent=clean["consent"], tag=clean["tag"]
    )


def context(staff: Staff, chosen: Filters, found: PersonQuerySet, *, after: str) -> dict[str, Any]:
    """Everything the page needs, in a fixed number of queries."""
    count = found.count()
    part = queries.page(found, after=after)
    regions = _regions(staff)
    return {
        "title": _sentence(count, chosen, dict(regions)),
        "count": count,
        "rows": _rows(part.people),
        "next": _query(chosen, after=part.next) if part.next else "",
        "first": _query(chosen) if after else "",
        "filters": chosen,
        "chips": _chips(chosen, dict(regions)),
        "regions": regions,
        "consents": _consents(),
        "tags": queries.tags(),
        "empty": _empty(staff, chosen, [name for _code, name in regions]) if not count else None,
    }


_NAMES = ("q", "region", "consent", "tag")


def _regions(staff: Staff) -> list[tuple[str, str]]:
    language = translation.get_language() or "en"
    scope = staff.scope
    return [
        (region.code, region.name_in(language))
        for region in places.regions()
        if scope.holds(region.code)
    ]


def _consents() -> list[tuple[str, str]]:
    said = [
        (f"{channel}:{name}", f"{words_}: {purpose.title}")
        for channel, words_ in CHANNEL_WORDS.items()
        for name, purpose in PURPOSES.items()
    ]
    return [*said, ("no", _("nobody may write to them"))]


def _sentence(count: int, chosen: Filters, regions: Mapping[str, str]) -> str:
    shown = words.number(count)
    if not chosen.any:
        return ngettext("%(n)s person", "%(n)s people", count) % {"n": shown}
    if chosen.region and not (chosen.text or chosen.consent or chosen.tag):
        place = regions.get(chosen.region, chosen.region)
        sentence = ngettext("%(n)s person in %(place)s", "%(n)s people in %(place)s", count)
        return sentence % {"n": shown, "place": place}
    return ngettext("%(n)s person fits", "%(n)s people fit", count) % {"n": shown}


def _chips(chosen: Filters, regions: Mapping[str, str]) -> list[dict[str, str]]:
    said = dict(_consents())
    chips = [
        ("text", _("“%(text)s”") % {"text": chosen.text}),
        ("region", _("in %(place)s") % {"place": regions.get(chosen.region, chosen.region)}),
        ("consent", said.get(chosen.consent, chosen.consent)),
        ("tag", _("tag %(tag)s") % {"tag": chosen.tag}),
    ]
    return [
        {"words": text, "url": _query(replace(chosen, **{name: ""}))}
        for name, text in chips
        if getattr(chosen, name)
    ]


def _query(chosen: Filters, *, after: str = "") -> str:
    asked = {
        "q": chosen.text,
        "region": chosen.region,
        "consent": chosen.consent,
        "tag": chosen.tag,
        "after": after,
    }
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _rows(people: Any) -> list[dict[str, Any]]:
    addresses = queries.first_addresses(people)
    channels = queries.granted_channels(people)
    language = translation.get_language() or "en"
    return [
        {
            "person": person,
            "region": person.region.name_in(language) if person.region else _("no region"),
            "email": addresses.get(person.id, {}).get("email", ""),
            "phone": addresses.get(person.id, {}).get("phone", ""),
            "channels": [CHANNEL_WORDS[name] for name in sorted(channels.get(person.id, ()))],
        }
        for person in people
    ]


def _empty(staff: Staff, chosen: Filters, regions: list[str]) -> dict[str, str]:
    """Nobody here is not nobody anywhere: a reader of some regions is told the difference."""
    if staff.scope.everyone:
        if chosen.any:
            return {"title": _("Nobody fits"), "text": _("Take a filter away to see more people.")}
        text = _("People appear when they sign up, or when you import a file.")
        return {"title": _("Nobody is here yet"), "text": text}
    if not regions:
        text = _("You answer for no region yet. Ask an administrator to give you one.")
        return {"title": _("You see nobody"), "text": text}
    text = _(
        "You see %(regions)s. There may be people in other regions who fit; they are not shown to you."
    ) % {"regions": ", ".join(regions[:4]) + ("…" if len(regions) > 4 else "")}
    return {"title": _("Nobody in your regions fits"), "text": text}
