"""Making a drive, changing it, and bringing in one of an earlier year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from muster.drives import access, actions
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.office.drives.forms import DriveForm, EarlierForm
from muster.web.refusals import beside
from muster.web.words import number as counted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.drives.models import Drive
    from muster.web.gate import StaffRequest


@may("drives.run")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Make one."""
    return _keep(request, None)


@may("drives.run")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, number: int) -> HttpResponse:
    """Change one."""
    return _keep(request, access.drive(number, by=request.staff))


@may("drives.run")
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: StaffRequest) -> HttpResponse:
    """Bring in one of an earlier year from a file, to compare with."""
    posted = request.method == "POST"
    form = EarlierForm(request.POST if posted else None, request.FILES, by=request.staff)
    if posted and form.is_valid():
        try:
            drive, gifts = actions.bring_earlier(
                told=form.told, lines=form.cleaned_data["file"].chunks(), by=request.staff,
                at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            beside(form, problem)
        else:
            said = ngettext("%(n)s gift was brought in.", "%(n)s gifts were brought in.", gifts)
            messages.success(request, said % {"n": counted(gifts)})
            return HttpResponseRedirect(reverse("office:drive-report", args=[drive.pk]))
    context = {"title": _("A drive of an earlier year"), "form": form, "drive": None, "file": True}
    return frame.page(request, "office/drives/edit.html", context, status=422 if posted else 200)


def _keep(request: StaffRequest, drive: Drive | None) -> HttpResponse:
    posted = request.method == "POST"
    form = DriveForm(request.POST if posted else None, by=request.staff, drive=drive)
    if posted and form.is_valid():
        try:
            kept = actions.keep_drive(drive=drive, told=form.told, by=request.staff, at=clock.now())
        except Refused as problem:
            beside(form, problem)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.title})
            return HttpResponseRedirect(reverse("office:drive", args=[kept.pk]))
    title = drive.title if drive else _("A new drive")
    context = {"title": title, "form": form, "drive": drive}
    return frame.page(request, "office/drives/edit.html", context, status=422 if posted else 200)
