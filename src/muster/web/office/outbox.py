"""The outbox of training: every message that would have left, as its reader would have seen it."""

from __future__ import annotations

from urllib.parse import urlencode

from csp.decorators import csp
from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from muster.delivery import access, preview
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.words import number as grouped

PER_PAGE = 50
# The mail itself brings its styles in attributes; nothing else of it may do anything.
_MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": [""],
}


class FindForm(forms.Form):
    """By address, by broadcast."""

    q = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200)
    subject = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


@may("outbox.view")
@require_safe
def outbox(request: StaffRequest) -> HttpResponse:
    form = FindForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "subject": ""}
    found = access.caught(by=request.staff, address=asked["q"], subject=asked["subject"])
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _title(listed.paginator.count, filtered=any(asked.values())),
        "form": form,
        "asked": asked,
        "page": listed,
        "query": "&" + urlencode(asked) if any(asked.values()) else "",
    }
    return frame.page(request, "office/outbox/list.html", context)


@may("outbox.view")
@require_safe
def message(request: StaffRequest, number: int) -> HttpResponse:
    caught = access.caught_message(number, by=request.staff)
    seen = preview.of_caught(caught)
    context = {
        "title": _("“%(title)s” did not leave") % {"title": caught.title or _("No subject")},
        "caught": caught,
        "seen": seen,
        "size": len(bytes(caught.raw)),
    }
    return frame.page(request, "office/outbox/message.html", context)


@xframe_options_sameorigin
@csp(_MAIL_POLICY)
@may("outbox.view")
@require_safe
def message_html(request: StaffRequest, number: int) -> HttpResponse:
    caught = access.caught_message(number, by=request.staff)
    return HttpResponse(preview.of_caught(caught).html)


def _title(number: int, *, filtered: bool) -> str:
    if filtered:
        words = ngettext("%(number)s message fits", "%(number)s messages fit", number)
    elif number:
        words = ngettext(
            "%(number)s message would have left this computer",
            "%(number)s messages would have left this computer",
            number,
        )
    else:
        return _("Nothing leaves this computer")
    return words % {"number": grouped(number)}


urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/<int:number>/", message, name="outbox-message"),
    path("outbox/<int:number>/html/", message_html, name="outbox-html"),
]
