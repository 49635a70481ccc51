"""The door: an address, a mail, a button. Known and unknown addresses see the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.people import actions
from muster.web import members
from muster.web.gate import member, public
from muster.web.site import stamp
from muster.web.site.forms import EmailForm
from muster.web.site.guard import crowded
from muster.web.site.joining import letter_context
from muster.web.site.speech import address, mailed, page, secret, spoken

if TYPE_CHECKING:
    from muster.web.gate import MemberRequest

_ASK = "anyone may ask for a link; it goes to the mailbox alone"
_BY_MAIL = "the token in the address came from the mailbox"


@public(_ASK)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the address; whoever is signed in already goes on."""
    there = members.onward(request.GET.get("next", ""))
    if request.method != "POST":
        if members.signed_in(request):
            return HttpResponseRedirect(there)
        return _form(request, EmailForm(initial={"stamp": stamp.make(EmailForm.form_name)}), there)
    if crowded(request, "portal"):
        words = _("Many people asked from your network just now. Try again in an hour.")
        return page(request, "site/pause.html", {"words": words}, status=429)
    form = EmailForm(request.POST)
    if not form.is_valid():
        return _form(request, form, there, status=422)
    if not form.trapped:
        actions.ask_for_portal(
            email=form.cleaned_data["email"],
            language=translation.get_language() or "en",
            link=mailed("my-open", to=there),
            context={
                **letter_context(),
                "site": f"{settings.MUSTER_SITE_URL}{reverse('site:join')}",
            },
        )
    return HttpResponseRedirect(address(request, "my-sent"))


@public(_ASK)
@require_safe
@spoken
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a letter may be on its way."""
    return page(request, "site/my_sent.html")


@public(_BY_MAIL)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; only pressing it signs in, since mail programs open links by themselves."""
    there = members.onward(request.GET.get("next", ""))
    if request.method != "POST":
        return page(request, "site/my_open.html", {"token": token, "onward": there})
    try:
        opened = actions.open_portal(token=token)
    except (actions.LinkTooOld, actions.UnknownLink) as problem:
        form = EmailForm(initial={"stamp": stamp.make(EmailForm.form_name)})
        return _form(request, form, there, words=problem.message, status=problem.status)
    response = HttpResponseRedirect(there)
    members.remember(response, opened.token)
    return response


@member
@require_POST
@spoken
def leave(request: MemberRequest) -> HttpResponse:
    """Sign out here, or in every browser."""
    actions.close_portal(
        session=request.session_of_member, everywhere=bool(request.POST.get("everywhere"))
    )
    response = HttpResponseRedirect(address(request, "my-in"))
    members.forget(response)
    return response


def _form(
    request: HttpRequest, form: EmailForm, there: str, *, words: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "onward": there, "words": words}
    return page(request, "site/my_in.html", context, status=status)
