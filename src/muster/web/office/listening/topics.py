"""One topic: its curve, what stands beside it and what was said; and saying how it is named."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from muster.kit import clock
from muster.kit.errors import Refused
from muster.listening import access, bands, queries
from muster.listening.actions import topics as actions
from muster.web import frame
from muster.web.gate import may
from muster.web.office.listening import charts, mentions
from muster.web.office.listening.topic_form import TopicForm, held
from muster.web.words import number

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from muster.listening.models import Topic
    from muster.web.gate import StaffRequest

_A_PAGE = 25
# What a chart shows: seconds in one piece, and how many pieces.
_SPANS = {"day": (900, 96), "week": (3600, 168), "month": (86_400, 30)}


@may("listening.view")
@require_safe
def show(request: StaffRequest, topic_id: int) -> HttpResponse:
    """How much was said of it, beside what, by whom."""
    topic = access.topic(topic_id, by=request.staff)
    chosen = request.GET.get("span", "")
    span = chosen if chosen in _SPANS else "day"
    step, pieces = _SPANS[span]
    # A piece that has only begun would look like a fall; today alone is better than nothing.
    last = clock.now() - timedelta(seconds=step if span != "month" else 0)
    since, until = charts.places(last, step=step, number_of=pieces)
    buckets = queries.curve(topic, since=since, until=until, step=step)
    said = access.mentions(by=request.staff).filter(hearings__topic=topic, at__gte=since)
    page = Paginator(said.select_related("source").order_by("-at", "-id"), _A_PAGE).get_page(
        request.GET.get("page")
    )
    beside = queries.companions(topic, since=since)
    context = {
        "title": _title(topic, sum(one.posts or 0 for one in buckets), span),
        "topic": topic,
        "chart": charts.curve(buckets, step=step, usual=_usual(topic, since, until, step)),
        "spans": _tabs(topic, span),
        "span": span,
        "companions": [(word, number(posts)) for word, posts in beside],
        "page": page,
        "posts": mentions.rows(page, by=request.staff),
        "terms": [one.text for one in topic.terms.order_by("kind", "id")[:40]],
    }
    return frame.page(request, "office/listening/topic.html", context)


def _usual(topic: Topic, since: datetime, until: datetime, step: int) -> list[charts.Usual]:
    """The band of ordinary days; over whole days there is none."""
    if step > bands.LONGEST:
        return []
    found = bands.bands(topic, since=since, until=until, step=step)
    return [charts.Usual(one.low, one.high) for one in found]


@may("listening.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Watch something new."""
    return _write(request, None)


@may("listening.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, topic_id: int) -> HttpResponse:
    """Say differently how it is named, and when it is not us."""
    return _write(request, access.topic(topic_id, by=request.staff))


def _title(topic: Topic, posts: int, span: str) -> str:
    told = {"name": topic.name, "n": number(posts)}
    if span == "week":
        said = ngettext(
            "%(name)s: %(n)s post in seven days", "%(name)s: %(n)s posts in seven days", posts
        )
    elif span == "month":
        said = ngettext(
            "%(name)s: %(n)s post in thirty days", "%(name)s: %(n)s posts in thirty days", posts
        )
    else:
        said = ngettext(
            "%(name)s: %(n)s post in 24 hours", "%(name)s: %(n)s posts in 24 hours", posts
        )
    return said % told


def _tabs(topic: Topic, span: str) -> list[tuple[str, str, bool]]:
    where = reverse("office:listening-topic", args=[topic.pk])
    named = {"day": _("24 hours"), "week": _("Seven days"), "month": _("Thirty days")}
    return [(said, f"{where}?span={name}", name == span) for name, said in named.items()]


def _write(request: StaffRequest, topic: Topic | None) -> HttpResponse:
    initial: dict[str, Any] = held(topic) if topic else {"answered": True}
    form = TopicForm(request.POST if request.method == "POST" else None, initial=initial)
    refused = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            kept = actions.save(
                topic=topic, name=given["name"], muted=given["muted"], answered=given["answered"],
                wanted=form.wanted(), rules=form.rules(), by=request.staff, at=clock.now(),
            )  # fmt: skip
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("It is looked for from now on."))
            return redirect("office:listening-topic", kept.pk)
    title = (
        _("What means %(name)s?") % {"name": topic.name} if topic else _("What shall be watched?")
    )
    status = refused.status if refused else 422 if form.is_bound else 200
    context = {"title": title, "form": form, "topic": topic}
    return frame.page(request, "office/listening/terms.html", context, status=status)
