"""What the list of people shows: a sentence, chips with their way out, and rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.kit.text import clean
from muster.people import pairs, queries
from muster.people.purposes import CHANNEL_WORDS, PURPOSES
from muster.places import queries as places
from muster.web import words
from muster.web.office import people_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from muster.accounts.models import Staff
    from muster.people.queries import Filters, PersonQuerySet


def filters(asked: QueryDict) -> Filters:
    """The filters an address asks for; what makes no sense finds nobody."""
    told = {name: clean(asked.get(name, ""))[:200] for name in _NAMES}
    return queries.Filters(
        text=told["q"], region=told["region"], consent=told["consent"], tag=told["tag"]
    )


def context(
    staff: Staff, chosen: Filters, found: PersonQuerySet, *, after: str, columns: Sequence[str]
) -> dict[str, Any]:
    """Everything the page needs, in a fixed number of queries."""
    count = found.count()
    part = queries.page(found, after=after)
    regions = _regions(staff)
    here = query(replace(chosen, text=""), columns)
    views = queries.views_for(staff)
    return {
        "title": _sentence(count, chosen, dict(regions)),
        "count": count,
        "rows": people_columns.rows(part.people, columns),
        "columns": people_columns.choices(columns),
        "heads": people_columns.heads(columns),
        "next": query(chosen, columns, after=part.next) if part.next else "",
        "first": query(chosen, columns) if after else "",
        "filters": chosen,
        "may_choose": staff.may("people.edit") or staff.may("people.export"),
        "chips": _chips(chosen, columns, dict(regions)),
        "views": [
            {"view": one, "here": f"?{one.query}" == here, "mine": one.staff_id == staff.pk}
            for one in views
        ],
        "here": here.removeprefix("?"),
        "known_view": any(f"?{one.query}" == here for one in views),
        "regions": regions,
        "consents": _consents(),
        "tags": queries.tags(),
        "duplicates": pairs.waiting(staff.scope).count() if staff.may("people.edit") else 0,
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


def in_words(chosen: Filters, staff: Staff) -> str:
    """The filters as one line for the log; a search is only said to be one."""
    asked = replace(chosen, text="…" if chosen.text else "")
    return ", ".join(words_ for _name, words_ in _said(asked, dict(_regions(staff))))


def _chips(
    chosen: Filters, columns: Sequence[str], regions: Mapping[str, str]
) -> list[dict[str, str]]:
    return [
        {"words": text, "url": query(replace(chosen, **{name: ""}), columns)}
        for name, text in _said(chosen, regions)
    ]


def _said(chosen: Filters, regions: Mapping[str, str]) -> list[tuple[str, str]]:
    said = dict(_consents())
    chips = [
        ("text", _("“%(text)s”") % {"text": chosen.text}),
        ("region", _("in %(place)s") % {"place": regions.get(chosen.region, chosen.region)}),
        ("consent", said.get(chosen.consent, chosen.consent)),
        ("tag", _("tag %(tag)s") % {"tag": chosen.tag}),
    ]
    return [(name, text) for name, text in chips if getattr(chosen, name)]


def query(chosen: Filters, columns: Sequence[str], *, after: str = "") -> str:
    """The address of the list with these filters and columns."""
    asked = {
        "q": chosen.text,
        "region": chosen.region,
        "consent": chosen.consent,
        "tag": chosen.tag,
        "col": "" if list(columns) == list(people_columns.USUAL) else list(columns),
        "after": after,
    }
    return "?" + urlencode({name: value for name, value in asked.items() if value}, doseq=True)


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
