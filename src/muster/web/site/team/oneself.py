"""Oneself in a team: joining it, the name others read, leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muster.groups import access, actions, naming
from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.web.gate import member
from muster.web.site.speech import onward, private, spoken
from muster.web.site.team.shown import page

if TYPE_CHECKING:
    from muster.web.gate import MemberRequest


class NameForm(forms.Form):
    """The name that other members read."""

    shown_as = forms.CharField(
        label=gettext_lazy("How others call you here"),
        max_length=naming.LONGEST,
        help_text=gettext_lazy("They read this name and nothing else of you."),
        error_messages={"required": gettext_lazy("Write the name that others should read.")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


@member
@require_POST
@private
@spoken
def join(request: MemberRequest, slug: str) -> HttpResponse:
    """Become a member."""
    group = access.open_to_all(slug)
    by = actors.person(request.person.pk)
    actions.join(group=group, key=request.key, by=by, at=clock.now())
    return onward(request, "team", group.slug, done="joined")


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def me(request: MemberRequest, slug: str) -> HttpResponse:
    """The name, and the way out."""
    group, mine = access.of_member(slug, request.person)
    posted = request.POST if request.method == "POST" else None
    form = NameForm(posted, initial={"shown_as": mine.shown_as})
    if posted is not None and form.is_valid():
        try:
            actions.rename_oneself(
                membership=mine, shown_as=form.cleaned_data["shown_as"],
                by=actors.person(request.person.pk), at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            form.add_error("shown_as", problem.message)
        else:
            return onward(request, "team", group.slug, done="named")
    context = {"title": _("You in this team"), "group": group, "form": form}
    return page(request, "me", context, status=422 if form.errors else 200)


@member
@require_POST
@private
@spoken
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave the team."""
    group, mine = access.of_member(slug, request.person)
    by = actors.person(request.person.pk)
    actions.leave(membership=mine, by=by, at=clock.now())
    return onward(request, "team", group.slug, done="left")
