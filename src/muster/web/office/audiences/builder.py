"""The sentence builder. Each step posts the whole form and comes back by its own address; only saving writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muster.audiences import access, actions
from muster.audiences.definition import EMPTY, Malformed, digest, dump, load, text
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.office.audiences import draft as drafts
from muster.web.office.audiences import fields
from muster.web.office.audiences.choices import choices
from muster.web.office.audiences.figures import figures
from muster.web.office.audiences.words import KIND_WORDS, LABELS

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from muster.audiences.definition import Definition
    from muster.audiences.models import Audience
    from muster.web.gate import StaffRequest
    from muster.web.office.audiences.draft import Raw


@may("audiences.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Build a new audience."""
    if request.method == "POST":
        return _step(request, None)
    return _page(request, None, _asked(request.GET, drafts.empty()), request.GET.get("name", ""))


@may("audiences.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change a saved audience."""
    audience = access.audience(number, by=request.staff)
    if request.method == "POST":
        return _step(request, audience)
    name = request.GET.get("name", audience.name)
    return _page(request, audience, _asked(request.GET, audience.definition), name)


@may("audiences.edit")
@require_POST
def count(request: StaffRequest) -> HttpResponse:
    """The sentence and its numbers while it is being edited; changes nothing."""
    definition, problem = _read(drafts.read(request.POST))
    shown = {"figures": figures(definition, request.staff), "problem": problem, "part": True}
    return frame.page(request, "office/audiences/count.html", shown)


def _step(request: StaffRequest, audience: Audience | None) -> HttpResponse:
    draft, step = drafts.read(request.POST), request.POST.get("step", "")
    name = request.POST.get("name", "")
    if step == "save":
        return _save(request, audience, draft, name)
    if step == "text":
        return _from_text(request, audience, draft, name)
    if step == "pictures":
        return _pictured(request, audience, draft, name)
    draft, place = drafts.stepped(draft, step, request.POST)
    return _shown(request, draft, name, fields.anchor(draft, place))


def _from_text(
    request: StaffRequest, audience: Audience | None, draft: Raw, name: str
) -> HttpResponse:
    """Take over what the text says; a text that cannot be read is shown again, and the draft stays."""
    try:
        read = dump(text.read(request.POST.get("text", "")))
    except Malformed as error:
        return _page(request, audience, draft, name, refused=_place(error))
    return _shown(request, read, name, "who")


def _shown(request: StaffRequest, draft: Raw, name: str, anchor: str) -> HttpResponse:
    asked = _carried(request, draft, name)
    return HttpResponseRedirect(f"{request.path}?{urlencode(asked)}#{anchor}")


def _pictured(
    request: StaffRequest, audience: Audience | None, draft: Raw, name: str
) -> HttpResponse:
    """Show the draft as a map and bars; each leads back here with one condition more."""
    asked = {"audience": str(audience.pk)} if audience else {}
    asked |= _carried(request, draft, name)
    return HttpResponseRedirect(f"{reverse('office:audience-pictures')}?{urlencode(asked)}")


def _carried(request: StaffRequest, draft: Raw, name: str) -> dict[str, str]:
    """What an address carries of an edit: the name, the draft, and what the first page showed."""
    asked = {"name": name, "draft": json.dumps(draft, ensure_ascii=False, separators=(",", ":"))}
    return asked | ({"seen": request.POST["seen"]} if "seen" in request.POST else {})


def _save(request: StaffRequest, audience: Audience | None, draft: Raw, name: str) -> HttpResponse:
    try:
        saved = _written(request, audience, load(draft), name)
    except Malformed as error:
        return _page(request, audience, draft, name, refused=_place(error))
    except Refused as error:
        return _page(request, audience, draft, name, refused=error.message, status=error.status)
    return HttpResponseRedirect(reverse("office:audience", args=[saved.pk]))


def _written(
    request: StaffRequest, audience: Audience | None, definition: Definition, name: str
) -> Audience:
    if audience is None:
        return actions.create(name=name, definition=definition, by=request.staff)
    seen = request.POST.get("seen")
    return actions.change(
        audience=audience, name=name, definition=definition, by=request.staff, seen=seen
    )


def _asked(query: QueryDict, first: object) -> Raw:
    try:
        return drafts.clean(json.loads(str(query["draft"])) if "draft" in query else first)
    except (ValueError, RecursionError):
        return drafts.empty()


def _read(draft: Raw) -> tuple[Definition, str]:
    try:
        return load(draft), ""
    except Malformed as error:
        return EMPTY, _place(error)


def _place(error: Malformed) -> str:
    if not error.place:
        return error.words[:1].upper() + error.words[1:]
    if not error.place[0].isdigit():
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    number, _arrow, field = error.place.partition(" › ")
    label = LABELS.get(field, field)
    words = (
        _("Condition {number}, “{field}”: {words}.") if field else _("Condition {number}: {words}.")
    )
    return words.format(number=number, field=label, words=error.words)


def _page(
    request: StaffRequest,
    audience: Audience | None,
    draft: Raw,
    name: str,
    *,
    refused: str = "",
    status: int = 422,
) -> HttpResponse:
    definition, problem = _read(draft)
    shown = figures(definition, request.staff)
    written = _text(request, definition, refused)
    offered = choices(request.staff, without=audience.pk if audience else None)
    context: dict[str, Any] = {
        "title": _title(audience),
        "audience": audience,
        "name": name,
        "seen": _seen(request, audience),
        "root": fields.lines(draft, shown.gaps if not problem else (), offered),
        "everyone": draft == drafts.EVERYONE,
        "hints": offered.hints,
        "kinds": KIND_WORDS.items(),
        "figures": shown,
        "problem": problem,
        "text": written,
        "text_rows": min(max(written.count("\n") + 2, 6), 24),
        "text_refused": bool(refused) and request.POST.get("step") == "text",
        "refused": refused,
        "unsaved": audience is not None and digest(definition) != audience.digest,
    }
    return frame.page(
        request, "office/audiences/edit.html", context, status=status if refused else 200
    )


def _text(request: StaffRequest, definition: Definition, refused: str) -> str:
    """The text of the draft; what somebody wrote themselves stays as it is until it can be read."""
    if refused and request.POST.get("step") == "text":
        return request.POST.get("text", "")
    return text.write(definition)


def _title(audience: Audience | None) -> str:
    if audience is None:
        return _("Who is meant?")
    return _("Change “{name}”").format(name=audience.name)


def _seen(request: StaffRequest, audience: Audience | None) -> str:
    """The digest the first page of this edit showed, carried along so that a later change is noticed."""
    if audience is None:
        return ""
    return request.POST.get("seen") or request.GET.get("seen") or audience.digest
