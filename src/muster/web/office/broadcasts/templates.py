"""Words kept for another time: the list, one of them with its versions, keeping, changing, reading for others."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import stepup
from muster.accounts.queries import organisation
from muster.broadcasts import actions, composing, kept, previews
from muster.broadcasts.kept import Kept
from muster.broadcasts.models import Broadcast
from muster.delivery.liquid import TemplateProblem
from muster.kit.errors import NotFound, Refused
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts.forms import Keeping, KeptWords
from muster.web.office.broadcasts.shared import seen, session_mac

PAGE = "office/broadcasts/template.html"


@may("broadcasts.view")
@require_safe
def templates(request: StaffRequest) -> HttpResponse:
    """Everything that is kept, by name."""
    found = kept.templates()
    waits = sum(not one.usable for one in found)
    title = ngettext("%(n)s template is kept", "%(n)s templates are kept", len(found))
    context = {
        "title": title % {"n": len(found)} if found else _("Templates: none is kept yet"),
        "templates": found,
        "waits": waits,
    }
    return frame.page(request, "office/broadcasts/templates.html", context)


@may("broadcasts.view")
@require_safe
def template(request: StaffRequest, number: int) -> HttpResponse:
    """One of them: its words now, who may use it, its earlier versions."""
    return _page(request, _found(number))


@may("broadcasts.write")
@require_POST
def versions(request: StaffRequest, number: int) -> HttpResponse:
    """Write other words; approvals of the words before do not hold for them."""
    found, form = _found(number), KeptWords(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    given = form.cleaned_data
    try:
        actions.write_template(
            template_id=number,
            subject=given["subject"],
            body=given["body"].replace("\r\n", "\n"),
            seen=given["seen"],
            by=request.staff,
        )
    except Refused as refused:
        return _page(request, found, form=form, refused=refused)
    messages.success(request, _("Saved as a new version. Broadcasts made before keep theirs."))
    return redirect("office:broadcast-template", number)


@may("broadcasts.approve")
@require_POST
def approval(request: StaffRequest, number: int) -> HttpResponse:
    """A second person has read exactly this version (C1)."""
    found = _found(number)
    asked = request.POST.get("version", "")
    try:
        actions.approve_template(
            version_id=int(asked) if asked.isdecimal() else 0,
            by=request.staff,
            authenticated_at=stepup.fresh(request),
        )
    except Refused as refused:
        return _page(request, found, refused=refused)
    messages.success(request, _("Approved for a quarter. A new version needs reading again."))
    return redirect("office:broadcast-template", number)


@may("broadcasts.write")
@require_POST
def retirement(request: StaffRequest, number: int) -> HttpResponse:
    """Offer it no more."""
    actions.retire_template(template_id=_found(number).template.pk, by=request.staff)
    messages.success(request, _("Retired. Nobody is offered these words any more."))
    return redirect("office:broadcast-templates")


@may("broadcasts.write")
def keep(request: StaffRequest, number: int) -> HttpResponse:
    """Keep the words of a broadcast under a name."""
    broadcast = seen(request, number).broadcast
    form = Keeping(request.POST or None, initial={"name": broadcast.title, "kind": "plain"})
    refused = None
    if form.is_valid():
        try:
            version = actions.keep_template(
                broadcast=broadcast, by=request.staff, **form.cleaned_data
            )
        except Refused as error:
            refused = error
        else:
            return redirect("office:broadcast-template", version.template_id)
    context = {"title": _("Keep these words"), "form": form, "broadcast": broadcast}
    status = refused.status if refused else 422 if form.is_bound else 200
    page = "office/broadcasts/keep.html"
    return frame.page(request, page, context | {"refused": refused}, status=status)


@may("broadcasts.write")
@require_POST
def use(request: StaffRequest, number: int) -> HttpResponse:
    """Put kept words in the place of the words of a draft."""
    broadcast = seen(request, number).broadcast
    asked = request.POST.get("version", "")
    found = kept.version(int(asked)) if asked.isdecimal() else None
    if found is None:
        raise NotFound
    actions.use_template(
        broadcast_id=broadcast.pk,
        version=found.version,
        by=request.staff,
        session_mac=session_mac(request),
    )
    messages.success(
        request, _("These are the words of “%(name)s” now.") % {"name": found.template}
    )
    return redirect("office:broadcast", number)


def _found(number: int) -> Kept:
    found = kept.template(number)
    if found is None:
        raise NotFound
    return found


def _page(
    request: StaffRequest,
    found: Kept,
    *,
    form: KeptWords | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    version = found.version
    here = reverse("office:broadcast-template", args=[found.template.pk])
    initial = {"subject": version.subject, "body": version.body, "seen": version.number}
    context: dict[str, Any] = {
        "title": found.template.name,
        "kept": found,
        "form": form or KeptWords(initial=initial),
        "versions": list(found.template.versions.all()),
        "own": version.staff_id == request.staff.pk,
        "step_up": stepup.url(here),
        "is_fresh": stepup.fresh(request) is not None,
        "refused": refused,
        **_shown(found),
    }
    status = refused.status if refused else 422 if form else 200
    return frame.page(request, PAGE, context, status=status)


def _shown(found: Kept) -> dict[str, Any]:
    """What an invented person would read of it, by the same press as everything."""
    house, version = organisation(), found.version
    draft = Broadcast(
        pk=0,
        channel=found.template.channel,
        language=found.template.language,
        subject=version.subject,
        body=version.body,
        mode=house.mode,
    )
    try:
        return {"shown": previews.as_nobody(composing.document_body(draft, house, None))}
    except TemplateProblem as problem:
        return {"problem": problem}
