"""What a leader with the right to moderate does for their own board: the queue, and a word about one post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muster.groups import access, actions, queries
from muster.kit import actors, clock
from muster.kit.errors import NotFound, Refused
from muster.web.board_forms import DecisionForm
from muster.web.gate import member
from muster.web.refusals import beside
from muster.web.site.joining import letter_context
from muster.web.site.speech import onward, private, spoken
from muster.web.site.team.shown import page

if TYPE_CHECKING:
    from muster.groups.models import Group
    from muster.web.gate import MemberRequest


@member
@require_safe
@private
@spoken
def queue(request: MemberRequest, slug: str) -> HttpResponse:
    """What was reported on this board, oldest first."""
    group = _moderated(request, slug)
    context = {
        "title": _("Posts to look at in %(team)s") % {"team": group.name},
        "group": group,
        "posts": queries.questioned(group),
    }
    return page(request, "reports", context)


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def decision(request: MemberRequest, slug: str, number: int, post: int) -> HttpResponse:
    """Decide about one post."""
    group = _moderated(request, slug)
    found = access.post_of_board(post, number, group)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        hide = form.hides
        try:
            actions.decide(
                post=found, hide=hide, reason=form.cleaned_data["reason"], at=clock.now(),
                by=actors.person(request.person.pk), context=letter_context(),
            )  # fmt: skip
        except Refused as problem:
            beside(form, problem)
        else:
            done = "hidden" if hide else "kept"
            return onward(request, "team-reports", slug, done=done)
    context = {
        "title": _("Keep this post, or hide it?"), "group": group, "post": found, "form": form,
        "asked": queries.questions(found),
    }  # fmt: skip
    return page(request, "decision", context, status=422 if form.errors else 200)


def _moderated(request: MemberRequest, slug: str) -> Group:
    """The group, if this member may moderate it; else it looks as if there were nothing."""
    group, _mine = access.of_member(slug, request.person)
    if "moderate" not in queries.leads(request.person, group):
        raise NotFound
    return group
