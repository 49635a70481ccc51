"""Signing in and out. The library keeps passwords, stages and limits; here is only the door.

A wrong password, an unknown address and a closed account all look the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.accounts import actions, factors, queries, stepup
from muster.accounts.models import Staff
from muster.kit.errors import NotFound, Refused
from muster.web import frame
from muster.web.around import scope_in_words
from muster.web.gate import public
from muster.web.office import passkeys, signin_confirm, signin_letters
from muster.web.office.signin_confirm import back

if TYPE_CHECKING:
    from django.http import HttpRequest

ENTRANCE = "nobody is signed in yet"


class SignInForm(forms.Form):
    """Who, and the password; pasting and password managers welcome."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """Six digits of an app, or a code from paper."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Six digits from your app, or one of the codes you keep on paper"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


@public(ENTRANCE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who is there; in training show the invented cast as well."""
    if isinstance(request.user, Staff):
        return HttpResponseRedirect(back(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _let_in(request, form)
        if answer is not None:
            return answer
    cast = [(one, scope_in_words(one)) for one in _cast()]
    context = {"title": _("Sign in"), "form": form, "next": back(request), "cast": cast}
    return frame.page(request, "office/signin/sign_in.html", context)


@public("one click, for the invented cast and in training alone")
@require_POST
def demo(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Step into the shoes of one of the invented cast."""
    staff = next((one for one in _cast() if one.pk == staff_id), None)
    if staff is None or not factors.one_click(staff):
        raise NotFound
    logout(request)
    get_adapter().login(request, staff)
    stepup.confirm(request.session, staff, stepup.CLICK)
    actions.signed_in(staff=staff, how=stepup.CLICK)
    return HttpResponseRedirect(back(request))


@public(ENTRANCE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of somebody whose password was right."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return HttpResponseRedirect(reverse("account_login"))
    staff: Staff = stage.login.user
    form, refused = CodeForm(request.POST if "code" in request.POST else None), ""
    if request.method == "POST":
        try:
            _show_factor(request, staff, form)
        except (Refused, ValidationError) as error:
            refused = getattr(error, "message", "") or _(
                "That did not show who you are. Try again."
            )
        else:
            answer: HttpResponse = stage.exit()
            return answer
    context = {
        "title": _("Show your second factor"),
        "form": form,
        "refused": refused if not form.errors else "",
        "passkey": _passkey_options(staff),
    }
    return frame.page(request, "office/signin/second.html", context)


@public(ENTRANCE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: GET hands out the challenge, POST takes the answer."""
    if request.method != "POST":
        return HttpResponse(
            passkeys.written(webauthn.begin_authentication(user=None)),
            content_type="application/json",
        )
    form = passkeys.EnterForm(data=request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("account_login"))
    authenticator = form.cleaned_data["credential"]
    post_authentication(request, authenticator, passwordless=True)
    login = Login(user=authenticator.user, redirect_url=back(request))
    answer: HttpResponse = perform_login(request, login)
    return answer


@public("whoever is here may leave")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """GET asks, POST acts."""
    if request.method == "POST":
        logout(request)
        return HttpResponseRedirect(reverse("account_login"))
    return frame.page(request, "office/signin/sign_out.html", {"title": _("Sign out of Muster")})


@public(ENTRANCE)
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """The library sends closed accounts here; they see what everybody without an account sees."""
    del request
    return HttpResponseRedirect(reverse("account_login"))


def _let_in(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    email = form.cleaned_data["email"]
    try:
        staff = get_adapter().authenticate(request, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    if not isinstance(staff, Staff) or not staff.is_active:
        actions.sign_in_failed(email=email)
        form.add_error(None, _("E-mail and password do not belong together. Check both."))
        return None
    login = Login(user=staff, email=email, redirect_url=back(request))
    answer: HttpResponse = perform_password_login(request, {"email": email}, login)
    return answer


def _show_factor(request: HttpRequest, staff: Staff, form: CodeForm) -> None:
    if form.is_bound:
        if not form.is_valid():
            raise ValidationError(_("Type the code."))
        post_authentication(
            request, actions.check_code(staff=staff, code=form.cleaned_data["code"])
        )
        return
    answer = passkeys.SecondForm(user=staff, data=request.POST)
    if not answer.is_valid():
        raise ValidationError(_("That did not show who you are. Try again."))
    answer.save()


def _passkey_options(staff: Staff) -> str:
    if not factors.has_passkey(staff):
        return ""
    return passkeys.written(webauthn.begin_authentication(staff))


def _cast() -> list[Staff]:
    return [staff for staff in queries.demo_cast() if factors.one_click(staff)]


urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/cast/<int:staff_id>/", demo, name="demo-sign-in"),
    path("sign-in/second/", second, name="mfa_authenticate"),
    path("sign-in/passkey/", passkey, name="mfa_login_webauthn"),
    path("sign-in/closed/", closed, name="account_inactive"),
    path("sign-out/", sign_out, name="account_logout"),
    *signin_confirm.urlpatterns,
    *signin_letters.urlpatterns,
]
