"""Is a certain person in or out of an audience, and which condition decided?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from muster.audiences import access, lookup, queries
from muster.people import queries as people_queries
from muster.web import frame
from muster.web.gate import may
from muster.web.office.audiences.verdicts import asked_person, reasons, verdict_lines

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.audiences.models import Audience
    from muster.web.gate import StaffRequest


@may("audiences.view")
@require_safe
def why(request: StaffRequest, number: int) -> HttpResponse:
    """Find the person, then mark each condition of the sentence and name the one that decided."""
    audience = access.audience(number, by=request.staff)
    asked = request.GET.get("person", "").strip()
    context: dict[str, Any] = {
        "title": gettext("Who is in “{name}”, and why").format(name=audience.name),
        "audience": audience,
        "asked": asked,
    }
    context |= _answer(request, audience, asked) if asked else {}
    return frame.page(request, "office/audiences/why.html", context)


def _answer(request: StaffRequest, audience: Audience, asked: str) -> dict[str, Any]:
    people = asked_person(asked, request.staff)
    if len(people) != 1:
        return {"people": people, "nobody": not people}
    definition, language = queries.definition_of(audience), (get_language() or "en").split("-")[0]
    world = lookup.world([definition], language=language)
    found = queries.why(people[0], definition, request.staff.scope, world=world)
    keys = [key.id for key in people_queries.keys_of(people[0])]
    lines = verdict_lines(found, language, world, reasons=reasons(keys, world))
    telling = [line for line in lines if line.decided]
    return {
        "person": people[0],
        "why": found,
        "lines": lines,
        "telling": telling[0] if len(telling) == 1 else None,
        "together": len(telling) > 1,
    }
