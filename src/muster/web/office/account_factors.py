"""Second factors of my own account: an app, passkeys, codes on paper. Each change asks who I am first."""

from __future__ import annotations

import base64
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from muster.accounts import actions, factors, stepup
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import signed_in
from muster.web.office import passkeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.web.gate import StaffRequest


class Held(NamedTuple):
    """One way to sign in, as the page shows it."""

    id: int
    name: str
    added: datetime
    used: datetime | None


class AppForm(forms.Form):
    """The digits that the app shows now."""

    code = forms.CharField(
        label=gettext_lazy("Six digits that the app shows"),
        max_length=7,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def held(staff: Staff) -> list[Held]:
    """Return the app and the passkeys of one person."""
    return [
        Held(one.pk, _name(one), one.created_at, one.last_used_at) for one in factors.held(staff)
    ]


def recently(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask who it is before the view, and come back to the account page."""

    @wraps(view)
    def inner(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if stepup.recent(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("office:account")
        return HttpResponseRedirect(stepup.url(back))

    return inner


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@recently
def app(request: StaffRequest) -> HttpResponse:
    """Show the square to scan; POST checks that the app took it."""
    form = AppForm(request.POST or None)
    # The library keeps the secret in the session between showing the square and checking the code.
    secret = get_totp_secret(regenerate=not form.is_bound)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_totp(staff=request.staff, secret=secret, **form.cleaned_data)
            return _added(request, stepup.CODE)
        except Refused as error:
            form.add_error(error.field, error.message)
    context = {"title": _("Set up an authenticator app"), "form": form, "secret": secret}
    return frame.page(request, "office/account/app.html", context | _square(request.staff, secret))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@recently
def passkey(request: StaffRequest) -> HttpResponse:
    """Register a passkey: the browser speaks with the key, we check what it says."""
    form = passkeys.NewForm(request.POST or None, user=request.staff)
    if request.method == "POST" and form.is_valid():
        actions.add_passkey(
            staff=request.staff,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
        )
        return _added(request, stepup.PASSKEY)
    options = webauthn.begin_registration(request.staff, passwordless=True)
    context = {
        "title": _("Add a passkey"),
        "form": form,
        "options": passkeys.written(options),
    }
    return frame.page(request, "office/account/passkey.html", context)


@signed_in
@require_POST
@recently
def remove(request: StaffRequest, factor_id: int) -> HttpResponse:
    """Stop trusting one factor."""
    actions.remove_factor(staff=request.staff, factor_id=factor_id)
    messages.success(request, _("It can no longer be used to sign in."))
    return HttpResponseRedirect(reverse("office:account"))


@signed_in
@require_POST
@never_cache
@recently
def codes(request: StaffRequest) -> HttpResponse:
    """Make new paper codes and show them, this once."""
    made = actions.new_recovery_codes(staff=request.staff)
    context = {"title": _("Keep these ten codes on paper"), "codes": made}
    return frame.page(request, "office/account/codes.html", context)


def _added(request: StaffRequest, how: str) -> HttpResponse:
    stepup.confirm(request.session, request.staff, how)
    messages.success(request, _("From now on you are asked for it when you sign in."))
    return HttpResponseRedirect(reverse("office:account"))


def _square(staff: Staff, secret: str) -> dict[str, str]:
    adapter = get_adapter()
    address = adapter.build_totp_url(staff, secret)
    picture = base64.b64encode(adapter.build_totp_svg(address).encode()).decode()
    return {"square": f"data:image/svg+xml;base64,{picture}"}


def _name(one: Authenticator) -> str:
    return _("Authenticator app") if one.type == Authenticator.Type.TOTP else str(one.wrap().name)


urlpatterns = [
    path("account/app/", app, name="account-app"),
    path("account/passkeys/", passkey, name="account-passkey"),
    path("account/codes/", codes, name="account-codes"),
    path("account/factors/<int:factor_id>/removal/", remove, name="account-factor-removal"),
]
