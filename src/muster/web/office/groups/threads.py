"""One thread as staff read it, and what moderators do with the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.groups import access, actions, queries
from muster.kit import clock
from muster.web import frame
from muster.web.gate import may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


@may(access.VIEW)
@require_safe
def show(request: StaffRequest, number: int, thread: int) -> HttpResponse:
    """Its posts, a page at a time."""
    group = access.group(number, by=request.staff)
    found = access.thread_for_staff(thread, group)
    asked = request.GET.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    posts = queries.posts_for_staff(found, after=after, limit=queries.POSTS + 1)
    shown = posts[: queries.POSTS]
    context: dict[str, Any] = {
        "title": found.title or _("A thread without a title"),
        "group": group,
        "thread": found,
        "rows": [{"post": one, "hidden": hasattr(one, "hiding")} for one in shown],
        "next": shown[-1].pk if len(posts) > len(shown) else None,
        "first": not after,
    }
    return frame.page(request, "office/groups/thread.html", context)


@may(access.MODERATE)
@require_POST
def mark(request: StaffRequest, number: int, thread: int) -> HttpResponse:
    """Pin it, let it sink, close it, open it again."""
    group = access.group(number, by=request.staff)
    found = access.thread_for_staff(thread, group)
    what, now = request.POST.get("mark", ""), clock.now()
    if what in {"pin", "unpin"}:
        actions.pin(thread=found, pinned=what == "pin", by=request.staff, at=now)
        words = _("It stays on top.") if what == "pin" else _("It moves with the others.")
    elif what == "close":
        actions.close_thread(thread=found, by=request.staff, at=now)
        words = _("The thread is closed. It can still be read.")
    else:
        actions.reopen_thread(thread=found, by=request.staff, at=now)
        words = _("Members can answer again.")
    messages.success(request, words)
    return HttpResponseRedirect(reverse("office:group-thread", args=[group.pk, found.pk]))
