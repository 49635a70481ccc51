"""The board of a team, page by page, and the way to begin a thread. A page never counts what it does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muster.groups import access, actions, queries
from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.web.gate import member
from muster.web.refusals import beside
from muster.web.site.speech import onward, private, spoken
from muster.web.site.team import said
from muster.web.site.team.forms import ThreadForm
from muster.web.site.team.shown import page

if TYPE_CHECKING:
    from muster.web.gate import MemberRequest


@member
@require_safe
@private
@spoken
def show(request: MemberRequest, slug: str) -> HttpResponse:
    """Threads, what is pinned first, then what moved last."""
    group, _mine = access.of_member(slug, request.person)
    asked = whole(request.GET.get("after", ""))
    after = access.thread(asked, group, request.person) if asked else None
    keys = queries.keys_of(request.person)
    found = queries.threads(group, mine=keys, after=after, limit=queries.THREADS + 1)
    shown = found[: queries.THREADS]
    context: dict[str, Any] = {
        "title": _("The board of %(team)s") % {"team": group.name},
        "group": group,
        "pinned": [] if after else queries.pinned(group),
        "threads": shown,
        "first": after is None,
        "next": shown[-1].pk if len(found) > len(shown) else None,
    }
    return page(request, "board", context)


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def new(request: MemberRequest, slug: str) -> HttpResponse:
    """Begin a thread."""
    group, _mine = access.of_member(slug, request.person)
    form = ThreadForm(request.POST if request.method == "POST" else None)
    if "post_news" not in queries.leads(request.person, group):
        form.fields.pop("news")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.start_thread(
                group=group, key=request.key, title=told["title"], text=told["text"],
                news=bool(told.get("news")), by=actors.person(request.person.pk), at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            beside(form, problem)
        else:
            done = said.of_post(made)
            return onward(request, "team-thread", slug, made.thread_id, done=done)
    context = {"title": _("Begin a thread"), "group": group, "form": form}
    return page(request, "new", context, status=422 if form.errors else 200)


def whole(asked: str) -> int:
    """A number from an address; anything else is nothing."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
