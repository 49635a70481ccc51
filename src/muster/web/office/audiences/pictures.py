"""An audience, or a draft of one, in pictures: a map and bars, each of which can be added to the sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from babel.dates import format_date
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from muster.audiences import access, breakdown, lookup, queries, sentence
from muster.audiences.breakdown import GIFTS
from muster.audiences.definition import EMPTY, Malformed, dump, load
from muster.audiences.gaps import LANGUAGES
from muster.audiences.phrases import language_name
from muster.kit.errors import NotFound
from muster.places import queries as places
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.audiences import adding
from muster.web.office.audiences import draft as drafts
from muster.web.office.audiences.charts import Chart, chart, maps

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.audiences.breakdown import Breakdown
    from muster.audiences.definition import Definition
    from muster.audiences.models import Audience
    from muster.web.gate import StaffRequest

# So many months are told one by one.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address speaks of: a saved audience, a draft of it, or a draft of a new one."""

    audience: Audience | None
    definition: Definition
    # What goes back to the builder with everything that is added.
    carried: dict[str, str]


@may("audiences.view")
@require_safe
def pictures(request: StaffRequest) -> HttpResponse:
    """Show who fits by region, by month, by language, by last gift."""
    asked = _asked(request)
    language = (get_language() or "en").split("-")[0]
    world = lookup.world([asked.definition], language=language)
    found = breakdown.count(asked.definition, request.staff.scope, world=world)
    regions = [one for one in places.regions() if request.staff.scope.holds(one.code)]
    base = breakdown.base(request.staff.scope)
    context = {
        "title": gettext("Who they are, in pictures"),
        "audience": asked.audience,
        "sentence": sentence.in_parts(asked.definition, language, world),
        "fit": found.fit,
        "maps": maps(regions, found.regions, base, language),
        "nowhere": words.few(found.regions.get("", 0)) if found.regions.get("") else "",
        "charts": [
            _months(found, world.now.date(), language),
            _languages(found, language),
            _gifts(found),
        ],
        "adds": f"{reverse('office:audience-narrowing')}?{urlencode(asked.carried)}",
        "carried": asked.carried,
        "may_add": request.staff.may("audiences.edit"),
        "few": words.FEW,
    }
    return frame.page(request, "office/audiences/pictures.html", context)


@may("audiences.edit")
@require_safe
def narrowing(request: StaffRequest) -> HttpResponse:
    """Open the builder with further conditions; nothing is saved."""
    asked = _asked(request)
    carried = {key: value for key, value in asked.carried.items() if key in {"name", "seen"}}
    draft = dump(asked.definition)
    try:
        draft = adding.added(asked.definition, request.GET.getlist("add")[:200])
    except adding.NotACondition:
        messages.error(
            request, gettext("That is nothing that can be added. The sentence is as it was.")
        )
    except Malformed as error:
        messages.error(
            request,
            gettext("The sentence cannot take that in: {words}. It is as it was.").format(
                words=error.words
            ),
        )
    carried["draft"] = _written(draft)
    builder = (
        reverse("office:audience-edit", args=[asked.audience.pk])
        if asked.audience
        else reverse("office:audience-new")
    )
    return HttpResponseRedirect(f"{builder}?{urlencode(carried)}#who")


def _asked(request: StaffRequest) -> Asked:
    number, raw = request.GET.get("audience", ""), request.GET.get("draft")
    audience = None
    if number:
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            raise NotFound
        audience = access.audience(int(number), by=request.staff)
    if raw is not None and not request.staff.may("audiences.edit"):
        raise NotFound
    definition = queries.definition_of(audience) if audience and raw is None else _read(raw or "")
    carried = {
        name: request.GET[name]
        for name in ("audience", "draft", "name", "seen")
        if name in request.GET
    }
    return Asked(audience, definition, carried)


def _read(raw: str) -> Definition:
    """A draft that cannot be read selects nobody, as everywhere."""
    try:
        return load(drafts.clean(json.loads(raw))) if raw else EMPTY
    except (ValueError, RecursionError):
        return EMPTY


def _written(draft: dict[str, Any]) -> str:
    return json.dumps(draft, ensure_ascii=False, separators=(",", ":"))


def _months(found: Breakdown, today: date, language: str) -> Chart:
    """The last twelve months one by one, latest first, and all before together."""
    first = today.year * 12 + today.month - 1
    known = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, first - MONTHS, -1)]
    rows = [(_month(one, language), found.months.get(one, 0), f"joined:{one}") for one in known]
    earlier = sum(people for month, people in found.months.items() if month < known[-1])
    words_ = gettext("before {month}").format(month=_month(known[-1], language))
    later = sum(people for month, people in found.months.items() if month > known[0])
    rows.append((words_, earlier, f"joined:{adding.BEFORE}{known[-1]}"))
    if later:
        rows.append((gettext("later"), later, ""))
    return chart("months", gettext("When they joined"), rows)


def _month(month: str, language: str) -> str:
    return str(format_date(date.fromisoformat(f"{month}-01"), "LLL y", locale=language))


def _languages(found: Breakdown, language: str) -> Chart:
    ranked = sorted(found.languages.items(), key=lambda one: (not one[0], -one[1], one[0]))
    rows = [
        (
            language_name(code, language) if code else gettext("Language not known"),
            people,
            f"speaks:{code}" if code in LANGUAGES else "",
        )
        for code, people in ranked
    ]
    return chart("languages", gettext("What they read"), rows)


def _gifts(found: Breakdown) -> Chart:
    said = [
        *((str(days), before, days) for before, days in zip((0, *GIFTS), GIFTS, strict=False)),
    ]
    rows = [
        (_ago(before, days), found.gifts.get(key, 0), f"gift:{key}") for key, before, days in said
    ]
    rows.append(
        (
            gettext("more than {days} days ago").format(days=GIFTS[-1]),
            found.gifts.get("older", 0),
            "gift:older",
        )
    )
    rows.append((gettext("never"), found.gifts.get("never", 0), "gift:never"))
    return chart("gifts", gettext("When they last gave"), rows)


def _ago(before: int, days: int) -> str:
    if not before:
        return gettext("in the last {days} days").format(days=days)
    return gettext("{from} to {to} days ago").format(**{"from": before, "to": days})
