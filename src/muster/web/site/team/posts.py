"""One post: its author changes it for a while, anybody else in the team may report it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.groups import access, actions
from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.web.gate import member
from muster.web.refusals import beside
from muster.web.site.speech import onward, private, spoken
from muster.web.site.team.forms import PostForm, ReportForm
from muster.web.site.team.shown import page

if TYPE_CHECKING:
    from muster.groups.models import Thread
    from muster.web.gate import MemberRequest


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def edit(request: MemberRequest, slug: str, number: int, post: int) -> HttpResponse:
    """Change one’s own words."""
    group, _mine = access.of_member(slug, request.person)
    thread = access.thread(number, group, request.person)
    found = access.own_post(post, thread, request.person)
    form = PostForm(
        request.POST if request.method == "POST" else None, initial={"text": found.text}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                post=found, text=form.cleaned_data["text"], person=request.person.pk,
                by=actors.person(request.person.pk), at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            beside(form, problem)
        else:
            return _back(request, slug, thread, found.pk, "changed")
    context = {
        "title": _("Change your post"), "group": group, "thread": thread, "form": form,
    }  # fmt: skip
    return page(request, "edit", context, status=422 if form.errors else 200)


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def report(request: MemberRequest, slug: str, number: int, post: int) -> HttpResponse:
    """Ask a moderator to look at a post."""
    group, _mine = access.of_member(slug, request.person)
    thread = access.thread(number, group, request.person)
    found = access.post(post, thread, request.person)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(
                post=found, key=request.key, reason=form.cleaned_data["reason"],
                by=actors.person(request.person.pk), at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            beside(form, problem)
        else:
            return _back(request, slug, thread, found.pk, "reported")
    context = {
        "title": _("Report this post"), "group": group, "thread": thread, "post": found, "form": form,
    }  # fmt: skip
    return page(request, "report", context, status=422 if form.errors else 200)


def _back(request: MemberRequest, slug: str, thread: Thread, post: int, done: str) -> HttpResponse:
    """To the page of the thread on which the post stands first."""
    more = f"after={post - 1}"
    return onward(request, "team-thread", slug, thread.pk, done=done, more=more, part=f"p{post}")
