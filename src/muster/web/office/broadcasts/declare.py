"""A broadcast begins here: whom it is for and about how many, before any count is shown (A17).

It may begin with kept words or with an earlier broadcast; whom it is for is asked anew all the same.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from muster.audiences import access as audiences
from muster.audiences.models import Audience
from muster.broadcasts import access, actions, kept
from muster.broadcasts.kept import Kept
from muster.broadcasts.models import Broadcast
from muster.kit.errors import NotFound, Refused
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts.forms import Declaration
from muster.web.office.broadcasts.shared import seen, session_mac

MOST_DIGITS = 15
PAGE = "office/broadcasts/declare.html"


@may("broadcasts.write")
def new(request: StaffRequest) -> HttpResponse:
    """Ask, then open the choice of the audience."""
    template, copied, people = _template(request), _copied(request), _people(request)
    form = Declaration(
        request.POST if request.method == "POST" else None, initial=_begun(template, copied)
    )
    refused = None
    if form.is_valid():
        try:
            made = actions.declare(
                **form.cleaned_data,
                template=template.version if template else None,
                copied_from=copied,
                by=request.staff,
                session_mac=session_mac(request),
            )
        except Refused as error:
            refused = error
        else:
            return _with_people(request, made, people)
    context = {
        "title": _("A broadcast begins with whom it is for"),
        "form": form,
        "template": template,
        "copied": copied,
        "people": people,
        "refused": refused,
    }
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, PAGE, context, status=status)


@may("broadcasts.write")
def again(request: StaffRequest, number: int) -> HttpResponse:
    """Write the declaration again; approvers see that it was."""
    broadcast = seen(request, number).broadcast
    before = {name: getattr(broadcast, name) for name in Declaration.base_fields}
    form = Declaration(request.POST if request.method == "POST" else None, initial=before)
    context = {"title": _("Write again whom you mean"), "form": form, "broadcast": broadcast}
    if form.is_valid():
        try:
            actions.edit(
                broadcast_id=broadcast.pk,
                changes=form.cleaned_data,
                by=request.staff,
                session_mac=session_mac(request),
            )
        except Refused as refused:
            return frame.page(request, PAGE, context | {"refused": refused}, status=refused.status)
        return redirect("office:broadcast-check", broadcast.pk)
    return frame.page(request, PAGE, context, status=422 if form.is_bound else 200)


def _template(request: StaffRequest) -> Kept | None:
    """The kept words it begins with, if any were named."""
    number = _number(request, "template")
    found = kept.version(number) if number is not None else None
    if found is None and number is not None:
        raise NotFound
    return found


def _copied(request: StaffRequest) -> Broadcast | None:
    """The earlier broadcast it begins as a copy of, if any was named."""
    number = _number(request, "copy")
    return access.broadcast(number, by=request.staff) if number is not None else None


def _people(request: StaffRequest) -> Audience | None:
    """The audience it is to begin with, if any was named."""
    number = _number(request, "audience")
    return audiences.audience(number, by=request.staff) if number is not None else None


def _number(request: StaffRequest, name: str) -> int | None:
    """What an address names by number; what is no number of anything is not found."""
    asked = request.GET.get(name, "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > MOST_DIGITS:
        raise NotFound
    return int(asked)


def _with_people(request: StaffRequest, made: Broadcast, people: Audience | None) -> HttpResponse:
    """Take the audience that was named; the next page shows its count beside what was declared."""
    if people is not None:
        actions.choose_audience(
            broadcast_id=made.pk,
            audience=people,
            by=request.staff,
            session_mac=session_mac(request),
        )
    return redirect("office:broadcast-audience", made.pk)


def _begun(template: Kept | None, copied: Broadcast | None) -> dict[str, Any]:
    if copied is not None:
        return {
            "title": copied.title,
            "declared_text": copied.declared_text,
            "channel": copied.channel,
        }
    return {"channel": template.template.channel if template else "email"}
