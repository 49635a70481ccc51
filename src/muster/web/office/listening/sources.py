"""Where we listen: how each source does and when it could not be heard; adding, changing, trying and resting one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.kit import clock
from muster.kit.errors import Refused
from muster.listening import access, queries, trying
from muster.listening.actions import sources as actions
from muster.listening.kinds import known
from muster.web import frame, words
from muster.web.gate import may
from muster.web.words import number

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from muster.listening.models import Gap, Source
    from muster.web.gate import StaffRequest

_RECENT = timedelta(days=7)
_SHOWN = 5
KINDS = {
    "bluesky": gettext_lazy("Bluesky: everything that is posted there (Jetstream)"),
    "mastodon": gettext_lazy("Mastodon: a server’s public timeline, or one tag"),
    "feed": gettext_lazy("A page with news (RSS or Atom)"),
    "hook": gettext_lazy("A hook that others call, signed"),
}


class SourceForm(forms.Form):
    """What it is, where it is, and its secret."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is heard there?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is heard there.")},
    )
    name = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give it a name.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("A hook has none: it is given one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Access token, or the secret a hook signs with"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "Kept sealed and never shown again. Leave it empty to keep the one there is."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@may("listening.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every source with its gaps of the last week."""
    found = health(access.sources(by=request.staff).order_by("name"), now=clock.now())
    deaf = sum(one["deaf"] for one in found)
    if not found:
        title = _("Nobody listens: there is no source yet")
    elif deaf:
        said = ngettext("%(n)s source cannot be heard", "%(n)s sources cannot be heard", deaf)
        title = said % {"n": number(deaf)}
    else:
        said = ngettext("%(n)s source is heard", "%(n)s sources are heard", len(found))
        title = said % {"n": number(len(found))}
    return frame.page(request, "office/listening/sources.html", {"title": title, "sources": found})


@may("listening.sources")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Listen somewhere else, too."""
    return _write(request, None)


@may("listening.sources")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, source_id: int) -> HttpResponse:
    """Change where it is, or its secret."""
    return _write(request, access.source(source_id, by=request.staff))


@may("listening.sources")
@require_POST
def trial(request: StaffRequest, source_id: int) -> HttpResponse:
    """Listen for a few seconds and say what came; nothing of it is kept."""
    source = access.source(source_id, by=request.staff)
    try:
        found = trying.attempt(source)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("office:listening-source", source.pk)
    if found.why or not found.answered:
        why = found.why or _("nothing answered in time")
        messages.error(request, _("It cannot be heard: %(why)s.") % {"why": why.rstrip(".")})
    else:
        said = ngettext(
            "It answers. %(n)s message came while we listened; nothing was kept.",
            "It answers. %(n)s messages came while we listened; nothing was kept.",
            found.frames,
        )
        messages.success(request, said % {"n": number(found.frames)})
    return redirect("office:listening-source", source.pk)


@may("listening.sources")
@require_POST
def rest(request: StaffRequest, source_id: int) -> HttpResponse:
    """Listen there no longer, or again."""
    source = access.source(source_id, by=request.staff)
    actions.switch(source=source, on=not source.on, by=request.staff, at=clock.now())
    return redirect("office:listening-source", source.pk)


def health(found: Iterable[Source], *, now: datetime) -> list[dict[str, Any]]:
    """Each source: whether it is heard, since when not and why, its latest gaps, what could not be read."""
    listed = list(found)
    gaps = queries.last_gaps(listed, since=now - _RECENT)
    return [_state(one, gaps.get(one.pk, []), now) for one in listed]


def _state(source: Source, gaps: list[Gap], now: datetime) -> dict[str, Any]:
    longest = queries.SILENT.get(source.kind)
    last = source.heard_at
    silent = longest is not None and (last or source.created_at) < now - longest
    deaf = source.on and (bool(source.trouble) or silent)
    return {
        "id": source.pk,
        "name": source.name,
        "kind": KINDS.get(source.kind, source.kind),
        "on": source.on,
        "deaf": deaf,
        "pill": "off" if not source.on else "deaf" if deaf else "heard",
        "heard": words.since(last, now) if last else "",
        "since": words.moment(source.trouble_at) if source.trouble_at else "",
        "why": source.trouble,
        "frames": number(source.frames),
        "skipped": number(source.skipped),
        "has_skipped": source.skipped > 0,
        "gaps": [_gap(one) for one in gaps[:_SHOWN]],
    }


def _gap(gap: Gap) -> str:
    if gap.until_at is None:
        return _("Not heard since %(begun)s") % {"begun": words.moment(gap.from_at)}
    told = {
        "begun": words.moment(gap.from_at),
        "span": words.span(gap.until_at - gap.from_at),
    }
    if gap.filled_at is not None:
        return (
            _("Not heard for %(span)s from %(begun)s; what was said then was fetched later") % told
        )
    return _("Not heard for %(span)s from %(begun)s; what was said then is not known") % told


def _write(request: StaffRequest, source: Source | None) -> HttpResponse:
    initial = (
        {"kind": source.kind, "name": source.name, "address": source.address} if source else {}
    )
    form = SourceForm(request.POST if request.method == "POST" else None, initial=initial)
    if source is not None:
        form.fields["kind"].required = False
    refused = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            kept = actions.save(
                source=source, kind=source.kind if source else given["kind"], name=given["name"],
                address=given["address"], secret=given["secret"], by=request.staff, at=clock.now(),
            )  # fmt: skip
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("It is listened to within a few seconds. Try it here."))
            return redirect("office:listening-source", kept.pk)
    context = {
        "title": source.name if source else _("Where shall we listen?"),
        "form": form,
        "source": source,
        "state": health([source], now=clock.now())[0] if source else None,
        "examples": [(KINDS[kind], example) for kind, example in known.LOOKS_LIKE.items()],
        "hook": _hook(request, source),
    }
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, "office/listening/source.html", context, status=status)


def _hook(request: StaffRequest, source: Source | None) -> str:
    """Where a hook is called; only whoever may change it sees it."""
    if source is None or not source.token:
        return ""
    return request.build_absolute_uri(reverse("hooks:listening", args=[source.token]))
