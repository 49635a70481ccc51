"""Look around with sample data: load it into an empty installation, watch it come, delete it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.accounts import actions, queries, stepup, tasks
from muster.audit import queries as audit
from muster.kit.errors import NotFound, Refused
from muster.web import frame
from muster.web.gate import may

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


# What is counted beside the sample, in words.
WORDS: dict[str, Callable[[int], str]] = {
    "people": lambda n: ngettext("%(n)s person", "%(n)s people", n),
    "imports": lambda n: ngettext("%(n)s import", "%(n)s imports", n),
    "sources": lambda n: ngettext("%(n)s source", "%(n)s sources", n),
    "audiences": lambda n: ngettext("%(n)s audience", "%(n)s audiences", n),
    "broadcasts": lambda n: ngettext("%(n)s broadcast", "%(n)s broadcasts", n),
    "conversations": lambda n: ngettext("%(n)s conversation", "%(n)s conversations", n),
}


class DeletionForm(forms.Form):
    """Asks for a number only where something would go that nobody invented."""

    typed = forms.IntegerField(
        label=gettext_lazy("Type how many things beside the sample go with it"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        required=False,
    )


@may("settings.manage")
@require_safe
@never_cache
def look(request: StaffRequest) -> HttpResponse:
    """How far it is; once it is there, where to look first."""
    sample = queries.loaded_sample()
    if sample is None:
        raise NotFound
    titles = {
        "loaded": _("The sample data is here"),
        "failed": _("The sample data did not come whole"),
    }
    title = titles.get(sample.state, _("The sample data is on its way"))
    return frame.page(request, "office/sample/show.html", {"title": title, "sample": sample})


@may("settings.manage")
@require_POST
def load(request: StaffRequest) -> HttpResponse:
    """Ask a worker to bring it."""
    if not queries.may_load_sample(request.staff):
        raise NotFound
    actions.ask_for_sample(by=request.staff)
    tasks.load_sample.defer()
    return HttpResponseRedirect(reverse("office:sample"))


@may("settings.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def deletion(request: StaffRequest) -> HttpResponse:
    """Ask once, then take it away; whoever pressed the button stays signed in."""
    sample = queries.loaded_sample()
    if sample is None:
        raise NotFound
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(request.path))
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_sample(by=request.staff, typed=form.cleaned_data["typed"])
        except Refused as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("The sample data is gone. Your account stays."))
            return HttpResponseRedirect(reverse("office:today"))
    beside = queries.beside_sample(sample)
    context = {
        "title": _("Delete the sample data?"),
        "form": form,
        "beside": [WORDS[kind](number) % {"n": number} for kind, number in beside.items()],
        "together": sum(beside.values()),
        "lines": audit.entries().count(),
    }
    status = 422 if form.errors else 200
    return frame.page(request, "office/sample/delete.html", context, status=status)


urlpatterns = [
    path("sample/", look, name="sample"),
    path("sample/loading/", load, name="sample-load"),
    path("sample/deletion/", deletion, name="sample-delete"),
]
