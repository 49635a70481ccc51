"""Imports for staff: a file in, what it would do, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.kit import sheets
from muster.kit.errors import Refused
from muster.sources import access, actions, queries
from muster.sources.kinds.mailchimp import archive
from muster.sources.models import Import
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.import_forms import ChoicesForm, UploadForm
from muster.web.office.import_page import context

PAGE = 50


@may("people.import")
@require_safe
def imports(request: StaffRequest) -> HttpResponse:
    """Every import, latest first."""
    shown = queries.imports() if request.staff.every_region else queries.imports().none()
    found = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    title = _("No list has been brought in yet")
    if found.paginator.count:
        title = _("Lists brought in: %(count)s") % {"count": found.paginator.count}
    return frame.page(request, "office/imports/list.html", {"title": title, "page": found})


@may("people.import")
def new(request: StaffRequest) -> HttpResponse:
    """Choose a file; it is looked at and nothing more."""
    form = UploadForm(request.POST or None, request.FILES or None, country=_country())
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, form)
        except Refused as problem:
            refused = form.blame(problem)
    page = {"title": _("Bring in a list"), "form": form, "refused": refused}
    page |= {"names": queries.source_names("csv"), "allowed": request.staff.every_region}
    return frame.page(
        request, "office/imports/new.html", page, status=422 if request.method == "POST" else 200
    )


def _taken(request: StaffRequest, form: UploadForm) -> HttpResponse:
    """The page of the import; an archive becomes an import for each list in it."""
    told = form.told()
    packed = archive.opened(form.cleaned_data["file"])
    if packed is None:
        return _to(actions.upload(**told, by=request.staff))
    del told["pieces"], told["filename"]
    made = actions.upload_archive(archive=packed, **told, by=request.staff)
    if len(made) == 1:
        return _to(made[0])
    text = _("The archive held %(count)s lists. Look at each of them, then confirm it.")
    messages.success(request, text % {"count": len(made)})
    return HttpResponseRedirect(reverse("office:imports"))


@may("people.import")
@require_safe
def one(request: StaffRequest, number: int) -> HttpResponse:
    """Where an import stands: what it would do, is doing, or did."""
    made = access.made_import(number, by=request.staff)
    return frame.page(request, "office/imports/show.html", context(made, ChoicesForm(made)))


@may("people.import")
@require_POST
def choices(request: StaffRequest, number: int) -> HttpResponse:
    """Say what columns mean and what the file proves; the file is looked at again."""
    made = access.made_import(number, by=request.staff)
    form = ChoicesForm(made, request.POST)
    refused = ""
    if form.is_valid():
        try:
            actions.choose(made=made, choices=form.told(), by=request.staff)
            return _to(made)
        except Refused as problem:
            refused = form.blame(problem)
    page = context(made, form) | {"refused": refused}
    return frame.page(request, "office/imports/show.html", page, status=422)


@may("people.import")
@require_POST
def confirmation(request: StaffRequest, number: int) -> HttpResponse:
    """Begin, exactly as the preview showed."""
    made = access.made_import(number, by=request.staff)
    try:
        actions.confirm(made=made, seen=request.POST.get("seen", ""), by=request.staff)
    except Refused as problem:
        messages.warning(request, problem.message)
    return _to(made)


@may("people.import")
@require_POST
def undoing(request: StaffRequest, number: int) -> HttpResponse:
    """Take everything back that this import did."""
    made = access.made_import(number, by=request.staff)
    try:
        actions.ask_undo(made=made, by=request.staff)
    except Refused as problem:
        messages.warning(request, problem.message)
    return _to(made)


@may("people.import")
@require_POST
def dropping(request: StaffRequest, number: int) -> HttpResponse:
    """Throw a file away that nobody confirmed."""
    made = access.made_import(number, by=request.staff)
    try:
        actions.drop(made=made, by=request.staff)
    except Refused as problem:
        messages.warning(request, problem.message)
        return _to(made)
    messages.success(request, _("The file is thrown away. Nobody was changed."))
    return HttpResponseRedirect(reverse("office:imports"))


@may("people.import")
@require_POST
def continuing(request: StaffRequest, number: int) -> HttpResponse:
    """Hand an import that stopped to a worker again."""
    made = access.made_import(number, by=request.staff)
    actions.go_on(made=made, by=request.staff)
    messages.success(request, _("A worker goes on from the last row that was taken."))
    return _to(made)


@may("people.import")
@require_safe
def refused_rows(request: StaffRequest, number: int) -> HttpResponse:
    """Every row with something wrong, as a file to mend."""
    made = access.made_import(number, by=request.staff)
    head = (_("Line"), _("Taken"), _("Reason"))
    rows = (
        (row.line, _("no") if row.refused else _("in part"), row.words)
        for row in queries.every_wrong_row(made)
    )
    name = f"import-{made.pk}-refused.csv"
    return HttpResponse(
        sheets.whole(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _to(made: Import) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:import", args=[made.pk]))


def _country() -> str:
    from muster.accounts.queries import organisation

    return str(getattr(organisation(), "country", "") or "PL")


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/new/", new, name="import-new"),
    path("imports/<int:number>/", one, name="import"),
    path("imports/<int:number>/choices/", choices, name="import-choices"),
    path("imports/<int:number>/confirmation/", confirmation, name="import-confirmation"),
    path("imports/<int:number>/continuation/", continuing, name="import-continuation"),
    path("imports/<int:number>/undo/", undoing, name="import-undo"),
    path("imports/<int:number>/removal/", dropping, name="import-removal"),
    path("imports/<int:number>/refused.csv", refused_rows, name="import-refused"),
]
