"""What members reported and what waits by itself: keep it, or hide it and say why. Oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.queries import letterhead
from muster.groups import access, actions, queries
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.board_forms import DecisionForm
from muster.web.gate import may
from muster.web.office.today_line import Waiting
from muster.web.words import number as grouped

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.web.gate import StaffRequest

PER_PAGE: Final = 50


@may(access.MODERATE)
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Posts that wait for a word."""
    rows = queries.waiting_posts(access.waiting(by=request.staff), limit=PER_PAGE + 1)
    words = ngettext("%(n)s post waits for a word", "%(n)s posts wait for a word", len(rows))
    context: dict[str, Any] = {
        "title": words % {"n": grouped(len(rows))} if rows else _("No post waits"),
        "rows": rows[:PER_PAGE],
        "more": len(rows) > PER_PAGE,
    }
    if len(rows) > PER_PAGE:
        context["title"] = _("More than %(n)s posts wait for a word") % {"n": grouped(PER_PAGE)}
    return frame.page(request, "office/groups/reports.html", context)


@may(access.MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, number: int) -> HttpResponse:
    """One post, what was said of it, and the decision."""
    post = access.post_for_staff(number, by=request.staff)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        hide = form.hides
        try:
            actions.decide(
                post=post, hide=hide, reason=form.cleaned_data["reason"], by=request.staff, at=clock.now(),
                context=letterhead(),
            )  # fmt: skip
        except Refused as problem:
            form.add_error(problem.field, problem.message)
        else:
            said = _("It is hidden, and its author is told why.") if hide else _("It stays.")
            messages.success(request, said)
            return HttpResponseRedirect(reverse("office:group-reports"))
    context = {
        "title": _("Keep this post, or hide it?"),
        "post": post,
        "hidden": queries.hiding_of(post),
        "asked": queries.questions(post),
        "form": form,
    }
    status = 422 if form.errors else 200
    return frame.page(request, "office/groups/report.html", context, status=status)


def waiting(staff: Staff, now: datetime) -> list[Waiting]:
    """One line on Today for everything that waits on boards."""
    del now
    first = access.waiting(by=staff).first()
    if first is None:
        return []
    count = access.waiting(by=staff).values("post").distinct().count()
    words = ngettext(
        "%(n)s post on a board waits for a word", "%(n)s posts on boards wait for a word", count
    )
    return [
        Waiting(
            kind="reports",
            icon="text",
            title=words % {"n": grouped(count)},
            words=_("A member reported it, or it is somebody’s first with a link."),
            url=reverse("office:group-reports"),
            since=first.at,
            action=_("Look at them"),
        )
    ]
