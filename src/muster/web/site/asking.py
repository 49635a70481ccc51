"""Ask us: how soon an answer comes, then the question. Known and unknown addresses see the same.

The letter that says it arrived carries a link; only its button, pressed, says that the mailbox asked.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.queries import organisation
from muster.channels.kinds.webform import receive as webform
from muster.inbox import actions, asked, errors, expecting
from muster.kit import clock
from muster.web import words
from muster.web.gate import public
from muster.web.site import stamp
from muster.web.site.ask_form import BY_MAIL, AskForm
from muster.web.site.guard import crowded
from muster.web.site.joining import letter_context
from muster.web.site.speech import address, mailed, page, secret, spoken

_OPEN = "anyone may ask; a seal and limits guard it, and nothing asked here opens a record"
_BY_MAIL = "the token in the address came from the mailbox"


@public(_OPEN)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def ask(request: HttpRequest) -> HttpResponse:
    house = organisation()
    # A gateway that is not there cannot answer; in training everything is caught.
    texts = bool(settings.MUSTER_SMS_URL) or house.training
    shape: dict[str, Any] = {"topics": expecting.topics(), "texts": texts, "country": house.country}
    if request.method != "POST":
        first = {"stamp": stamp.make(AskForm.form_name), "answer_by": BY_MAIL}
        return _form(request, AskForm(initial=first, **shape))
    if crowded(request, "ask"):
        pause = _("Many people wrote from your network just now. Try again in an hour.")
        return page(request, "site/pause.html", {"words": pause}, status=429)
    form = AskForm(request.POST, **shape)
    if not form.is_valid():
        return _form(request, form, status=422)
    if not form.trapped:
        _take(form)
    return HttpResponseRedirect(address(request, "ask-sent"))


@public(_OPEN)
@require_safe
@spoken
def sent(request: HttpRequest) -> HttpResponse:
    return page(request, "site/ask_sent.html", _expected())


@public(_BY_MAIL)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def mine(request: HttpRequest, token: str) -> HttpResponse:
    try:
        if request.method == "POST":
            actions.prove(token=token, at=clock.now())
            return HttpResponseRedirect(address(request, "ask-mine", token))
        question = asked.question(token)
    except (errors.UnknownLink, errors.LinkTooOld) as problem:
        context = {"words": problem.message}
        return page(request, "site/ask_no_link.html", context, status=problem.status)
    return page(request, "site/ask_mine.html", {"question": question, "token": token})


def _take(form: AskForm) -> None:
    now, language = clock.now(), translation.get_language() or "en"
    subject = _("Your question to %(name)s") % {"name": organisation().name}
    incoming = webform.question(form.question(language=language, subject=subject), now=now)
    if incoming is not None:
        expected = _expected()
        actions.ask(
            incoming=incoming,
            at=now,
            language=language,
            link=mailed("ask-mine"),
            context={
                **letter_context(),
                # A promise that is being broken is not given again.
                "promise": "" if expected["over"] else expected["promise"],
                "due": "" if expected["over"] else expected["due"],
                "help_line": expected["help_line"],
            },
        )


def _form(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    return page(request, "site/ask.html", {"form": form, **_expected()}, status=status)


def _expected() -> dict[str, Any]:
    """What stands first: how soon, how it really was lately, and whether more wait than we can answer."""
    found = expecting.expectation(at=clock.now())
    return {
        "promise": words.span(found.promised) if found.due is None else "",
        "due": words.moment(found.due, found.zone) if found.due else "",
        "usual": words.span(found.usual) if found.usual is not None else "",
        "over": found.crowded,
        "help_line": organisation().help_line,
    }


urlpatterns = [
    path("ask/", ask, name="ask"),
    path("ask/sent/", sent, name="ask-sent"),
    path("ask/<str:token>/", mine, name="ask-mine"),
]
