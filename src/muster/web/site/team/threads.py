"""One thread, page by page, with the form to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.groups import access, actions, queries
from muster.groups.actions.board import CHANGEABLE
from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.web.gate import member
from muster.web.refusals import beside
from muster.web.site.speech import onward, private, spoken
from muster.web.site.team import said
from muster.web.site.team.board import whole
from muster.web.site.team.forms import PostForm
from muster.web.site.team.shown import page

if TYPE_CHECKING:
    from muster.groups.models import Group, Post, Thread
    from muster.web.gate import MemberRequest


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def show(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """Read, and say something."""
    group, _mine = access.of_member(slug, request.person)
    thread = access.thread(number, group, request.person)
    form = PostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.answer(
                thread=thread, key=request.key, text=form.cleaned_data["text"],
                by=actors.person(request.person.pk), at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            beside(form, problem)
        else:
            return onward(
                request, "team-thread", slug, thread.pk,
                done=said.of_post(made), more="last=1", part=f"p{made.pk}",
            )  # fmt: skip
    if request.method == "GET":
        actions.read(thread=thread, person=request.person.pk, at=clock.now())
    context = {"form": form, **_page(request, group, thread)}
    return page(request, "thread", context, status=422 if form.errors else 200)


def _page(request: MemberRequest, group: Group, thread: Thread) -> dict[str, Any]:
    keys = queries.keys_of(request.person)
    found, earlier, later = _posts(request, thread, keys)
    rights = queries.leads(request.person, group)
    now = clock.now()
    return {
        "title": thread.title or _("A thread without a title"),
        "group": group,
        "thread": thread,
        "rows": [
            {
                "post": one,
                "mine": one.key_id in keys,
                "hidden": hidden(one),
                "changeable": one.key_id in keys and now - one.at <= CHANGEABLE,
            }
            for one in found
        ],
        "earlier": earlier,
        "later": later,
        "moderates": "moderate" in rights,
        "open": thread.closed_at is None and group.closed_at is None,
    }


def _posts(
    request: MemberRequest, thread: Thread, keys: list[int]
) -> tuple[list[Post], int | None, int | None]:
    """One page of posts; the number to page back from, and on from, where there is more."""
    most = queries.POSTS
    before, after = whole(request.GET.get("before", "")), whole(request.GET.get("after", ""))
    if before or request.GET.get("last"):
        edge = before or 2**62
        found = queries.posts(thread, mine=keys, before=edge, limit=most + 1)
        shown = found[-most:]
        earlier = shown[0].pk if len(found) > most else None
        return shown, earlier, shown[-1].pk if before and shown else None
    found = queries.posts(thread, mine=keys, after=after, limit=most + 1)
    shown = found[:most]
    later = shown[-1].pk if len(found) > most else None
    return shown, shown[0].pk if after and shown else None, later


def hidden(post: Post) -> bool:
    """Whether a moderator took a post off the board."""
    return hasattr(post, "hiding")
