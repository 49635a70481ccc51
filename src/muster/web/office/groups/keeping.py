"""A new topic, other words about a team, its end and its new beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muster.groups import access, actions, words
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.kit.text import fold
from muster.web import frame
from muster.web.gate import may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.models import Group
    from muster.web.gate import StaffRequest


class WordsForm(forms.Form):
    """What a team is called and what is said of it."""

    name = forms.CharField(label=gettext_lazy("Name of the team"), max_length=words.NAME)
    about = forms.CharField(
        label=gettext_lazy("What it is about"), required=False, max_length=words.ABOUT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Everybody can read this. Addresses of pages become links."),
    )  # fmt: skip


class TopicForm(WordsForm):
    """A new topic."""

    field_order = ("name", "slug", "language", "about")
    slug = forms.SlugField(
        label=gettext_lazy("Its address"), max_length=60, required=False,
        help_text=gettext_lazy("Left empty, it is made from the name. It stays as it is."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its words"), choices=settings.LANGUAGES
    )

    def clean(self) -> dict[str, Any]:
        """Make the address from the name where none was written."""
        told = super().clean() or {}
        if "name" in told and not told.get("slug"):
            told["slug"] = slugify(fold(told["name"]))[:60]
            if not told["slug"] and "slug" not in self.errors:
                self.add_error("slug", _("Write an address of letters, digits and hyphens."))
        return told


@may(access.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Open a topic; it belongs to every region, so to staff of every region."""
    if not request.staff.scope.everyone:
        raise NotFound
    form = TopicForm(
        request.POST if request.method == "POST" else None,
        initial={"language": request.staff.language},
    )
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("slug", "name", "about", "language")}
        try:
            made = actions.keep_topic(**told, by=request.staff, at=clock.now())
        except Refused as problem:
            form.add_error(problem.field, problem.message)
        else:
            messages.success(request, _("The team is open. Whoever is signed in can join it."))
            return HttpResponseRedirect(reverse("office:group", args=[made.pk]))
    return _form(request, _("Open a team for a topic"), form)


@may(access.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, number: int) -> HttpResponse:
    """Another name, other words."""
    group = _kept(request, number)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        initial={"name": group.name, "about": group.about},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.reword(
                group=group,
                name=told["name"],
                about=told["about"],
                by=request.staff,
                at=clock.now(),
            )
        except Refused as problem:
            form.add_error(problem.field, problem.message)
        else:
            messages.success(request, _("The words are kept. The address stays as it was."))
            return HttpResponseRedirect(reverse("office:group", args=[group.pk]))
    return _form(request, _("Change %(team)s") % {"team": group.name}, form, group)


@may(access.LEAD)
@require_POST
def closure(request: StaffRequest, number: int) -> HttpResponse:
    """Close a topic, or open it again."""
    group = _kept(request, number)
    try:
        if request.POST.get("open"):
            actions.reopen_group(group=group, by=request.staff, at=clock.now())
            messages.success(request, _("The team is open again, with the members it has."))
        else:
            actions.close_group(group=group, by=request.staff, at=clock.now())
            messages.success(request, _("The team is closed. Its members can still read."))
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:group", args=[group.pk]))


def _kept(request: StaffRequest, number: int) -> Group:
    """A group that this person may change; of others, that it exists is no secret but not theirs to touch."""
    group = access.group(number, by=request.staff)
    if not access.keeps(group, by=request.staff):
        raise NotFound
    return group


def _form(
    request: StaffRequest, title: str, form: forms.Form, group: Group | None = None
) -> HttpResponse:
    context = {"title": title, "form": form, "group": group}
    status = 422 if form.errors else 200
    return frame.page(request, "office/groups/edit.html", context, status=status)
