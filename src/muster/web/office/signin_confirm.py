"""The page that asks “is it you?” before something weighty, and then returns to where the person was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from muster.accounts import actions, factors
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import signed_in
from muster.web.office import passkeys

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from muster.accounts.models import Staff
    from muster.web.gate import StaffRequest


class ConfirmForm(forms.Form):
    """Whatever this person can show; what they cannot is left out of the page."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Six digits from your app, or one of the codes you keep on paper"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, password: bool, code: bool, passkey: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        shown = {"password": password, "code": code, "credential": passkey}
        for name in [name for name, wanted in shown.items() if not wanted]:
            del self.fields[name]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "code")
@never_cache
def confirm(request: StaffRequest) -> HttpResponse:
    """Ask; on the right answer go back to where the person was."""
    staff, refused = request.staff, ""
    keys = factors.has_passkey(staff)
    form = ConfirmForm(request.POST or None, **_ways(staff, passkey=keys))
    if request.method == "POST" and form.is_valid():
        shown = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            actions.confirm(staff=staff, session=request.session, **shown)
            return HttpResponseRedirect(back(request))
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    context = {
        "title": _("Show that it is you"),
        "form": form,
        "refused": refused,
        "next": back(request),
        "one_click": factors.one_click(staff),
        "must_enrol": factors.required(staff) and not factors.enrolled(staff),
        "passkey": passkeys.written(webauthn.begin_authentication(staff)) if keys else "",
    }
    return frame.page(request, "office/signin/confirm.html", context)


def back(request: HttpRequest) -> str:
    """Return where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else "/office/"


def _ways(staff: Staff, *, passkey: bool) -> dict[str, bool]:
    return {
        "password": staff.has_usable_password(),
        "code": factors.has_codes(staff),
        "passkey": passkey,
    }


urlpatterns = [path("confirm/", confirm, name="account_reauthenticate")]
