"""My account: language, ways to sign in, browsers where I am signed in. Everybody has this page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.accounts import access, actions, factors, queries, sessions
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import signed_in
from muster.web.office import account_factors

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


class LanguageForm(forms.Form):
    """The language of the pages."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class ChangePasswordForm(forms.Form):
    """The old password and the new one."""

    current = forms.CharField(
        label=gettext_lazy("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 12 characters. Three or four words make a good one."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@signed_in
@require_safe
def account(request: StaffRequest) -> HttpResponse:
    """Everything about my own account on one page."""
    staff = request.staff
    factors_held = account_factors.held(staff)
    required = factors.required(staff)
    missing = factors.weighty(staff) and not factors_held
    context = {
        "title": _title(missing=missing and required, count=len(factors_held)),
        "language_form": LanguageForm(initial={"language": staff.language}),
        "factors": factors_held,
        "missing": missing,
        "required": required,
        "codes_left": factors.codes_left(staff),
        "sessions": queries.sessions_of(staff),
        "this_session": sessions.mac(request.session),
    }
    return frame.page(request, "office/account/account.html", context)


@signed_in
@require_POST
def language(request: StaffRequest) -> HttpResponse:
    """Choose the language of the pages."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        actions.choose_language(staff=request.staff, **form.cleaned_data)
    return HttpResponseRedirect(reverse("office:account"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("current", "password")
def change_password(request: StaffRequest) -> HttpResponse:
    """Change my password; other browsers are signed out."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(
                staff=request.staff, session=request.session, **form.cleaned_data
            )
            messages.success(request, _("Your password is changed. Other browsers are signed out."))
            return HttpResponseRedirect(reverse("office:account"))
        except Refused as error:
            form.add_error(error.field, error.message)
    context = {"title": _("Change your password"), "form": form}
    return frame.page(request, "office/account/password.html", context)


@signed_in
@require_POST
def end_session(request: StaffRequest, session_id: int) -> HttpResponse:
    """Sign one of my browsers out."""
    actions.end_session(session=access.session(session_id, by=request.staff), by=request.staff)
    messages.success(request, _("That browser is signed out."))
    return HttpResponseRedirect(reverse("office:account"))


@signed_in
@require_POST
def end_other_sessions(request: StaffRequest) -> HttpResponse:
    """Sign every browser out but this one."""
    here = sessions.mac(request.session)
    actions.end_sessions(staff=request.staff, why="person", by=request.staff, but=here)
    messages.success(request, _("You are signed in here and nowhere else."))
    return HttpResponseRedirect(reverse("office:account"))


def _title(*, missing: bool, count: int) -> str:
    if missing:
        return _("Your account needs a second way to sign in")
    if count:
        return _("Your account has a password and a second way to sign in")
    return _("Your account has a password")


urlpatterns = [
    path("account/", account, name="account"),
    path("account/language/", language, name="account-language"),
    path("account/password/", change_password, name="account-password"),
    path("account/sessions/<int:session_id>/end/", end_session, name="account-session-end"),
    path("account/sessions/others/end/", end_other_sessions, name="account-sessions-end"),
    *account_factors.urlpatterns,
]
