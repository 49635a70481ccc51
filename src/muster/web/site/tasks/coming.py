"""Ways in without being signed in: a visitor who wants a place, and the link of a reminder.

Opening a link changes nothing, since mail programs open links by themselves; its buttons do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.kit.scope import Scope, narrow
from muster.people import actions as people
from muster.volunteering import access, actions, errors, queries
from muster.web import helping
from muster.web.gate import public
from muster.web.site.guard import crowded
from muster.web.site.joining import letter_context
from muster.web.site.speech import address, mailed, onward, page, secret, spoken
from muster.web.site.tasks.forms import ComingForm
from muster.web.site.tasks.task import chosen, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from muster.volunteering.models import SignUp

_ASK: Final = "anyone may ask for a link; it goes to the mailbox alone"
_BY_MAIL: Final = "the token in the address came from the mailbox"


@public(_ASK)
@csrf_exempt
@require_POST
@spoken
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail a link that leads back to the time they chose; to somebody new, the question to join."""
    task = access.open_to_all(slug)
    if crowded(request, "task"):
        words = _("Many people asked from your network just now. Try again in an hour.")
        return page(request, "site/pause.html", {"words": words}, status=429)
    form = ComingForm(request.POST)
    number, _wait = chosen(request.POST.get("shift", ""))
    if not number:
        form.add_error(None, _("Choose a time first."))
    if not form.is_valid():
        return shown(request, task, person=None, form=form, status=422)
    if not form.trapped:
        friend = "&friend=1" if request.POST.get("friend") else ""
        there = f"/tasks/{task.slug}/?shift={number}{friend}"
        _mail(form, there)
    return HttpResponseRedirect(address(request, "my-sent"))


def _mail(form: ComingForm, there: str) -> None:
    """Whether the address is known shows in the letter alone."""
    language = translation.get_language() or "en"
    people.ask_to_come_in(
        wish=form.wish(language),
        link=mailed("my-open", to=there),
        joining=mailed("confirm", to=there),
        context=letter_context(),
    )


@public(_BY_MAIL)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def shift(request: HttpRequest, token: str) -> HttpResponse:
    """One’s place, with the button that says “I come”."""
    try:
        sign_up = _opened(token)
        if request.method == "POST":
            by = actors.person(sign_up.key.person_id or 0)
            actions.confirm(sign_up=sign_up, by=by, at=clock.now())
            return _back(request, token, "confirmed")
    except (errors.LinkTooOld, errors.Over, errors.UnknownLink) as problem:
        return _no_link(request, token, problem)
    except Refused as problem:
        return _page(request, token, sign_up, refused=problem.message, status=problem.status)
    return _page(request, token, sign_up)


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def leaving(request: HttpRequest, token: str) -> HttpResponse:
    """“I cannot come”: the place goes to whoever waits."""
    try:
        sign_up = _opened(token)
        by = actors.person(sign_up.key.person_id or 0)
        why = request.POST.get("why", "")
        actions.leave(sign_up=sign_up, why=why, by=by, at=clock.now())
    except (errors.LinkTooOld, errors.Over, errors.UnknownLink) as problem:
        return _no_link(request, token, problem)
    except Refused as problem:
        return _page(request, token, sign_up, refused=problem.message, status=problem.status)
    return _back(request, token, "left")


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def renewal(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a new link in place of an old one; the page says the same whatever came of it."""
    if crowded(request, "shift"):
        words = _("Many people asked from your network just now. Try again in an hour.")
        return page(request, "site/pause.html", {"words": words}, status=429)
    actions.send_link(token=token, at=clock.now())
    return HttpResponseRedirect(address(request, "my-sent"))


def _opened(token: str) -> SignUp:
    """From here on the page sees one person: whose mailbox the link went to."""
    sign_up, person = access.by_link(token)
    narrow(Scope(person_id=person))
    return sign_up


def _page(
    request: HttpRequest, token: str, sign_up: SignUp, *, refused: str = "", status: int = 200
) -> HttpResponse:
    shift = sign_up.shift
    context: dict[str, Any] = {
        "token": token,
        "sign_up": sign_up,
        "task": shift.task,
        "when": helping.when(shift),
        "off": shift.called_off_at is not None,
        "why": shift.call_off_reason,
        "begun": clock.now() >= shift.starts_at,
        "line": queries.places_in_line([sign_up]).get(sign_up.pk, 0),
        "done": request.GET.get("done", ""),
        "refused": refused,
    }
    return page(request, "site/tasks/shift.html", context, status=status)


def _no_link(request: HttpRequest, token: str, problem: Refused) -> HttpResponse:
    context = {
        "words": problem.message,
        "token": token,
        "old": isinstance(problem, errors.LinkTooOld),
    }
    return page(request, "site/tasks/no_link.html", context, status=problem.status)


def _back(request: HttpRequest, token: str, done: str) -> HttpResponse:
    return onward(request, "shift", token, done=done)
