"""Doors behind mailed links: accept an invitation, set a forgotten password. GET shows, POST acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from muster.accounts import access, actions, queries, tasks
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from muster.accounts.models import Invitation


class NewPassword(forms.CharField):
    """A password that is chosen; a browser can show it, so it is typed once."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("New password"),
            help_text=gettext_lazy("At least 12 characters. Three or four words make a good one."),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )


class JoinForm(forms.Form):
    """Name, language and password of somebody who was invited."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    password = NewPassword()


class BeginForm(JoinForm):
    """The organisation’s name, and the account of its first administrator."""

    organisation = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    field_order = ("organisation", "name", "email", "language", "password")


class ForgottenForm(forms.Form):
    """The address alone."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class PasswordForm(forms.Form):
    """One new password."""

    password = NewPassword()


@public("the key was printed on this computer, and opens nothing once somebody has an account")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Name the organisation and make its first administrator."""
    access.beginning(key)
    form = BeginForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.begin(key=key, **form.cleaned_data)
            return HttpResponseRedirect(reverse("account_login"))
        except Refused as error:
            form.add_error(error.field, error.message)
    context = {"title": _("Begin with your own organisation"), "form": form}
    return frame.page(request, "office/signin/begin.html", context)


@public("the link itself is the key, and works once")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invited whom to what; POST makes the account."""
    found = access.invitation_of(token)
    form = JoinForm(request.POST or None, initial={"name": found.name, "language": found.language})
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept(token=token, **form.cleaned_data)
            return HttpResponseRedirect(reverse("account_login"))
        except Refused as error:
            form.add_error(error.field, error.message)
    return frame.page(request, "office/signin/invitation.html", _welcome(found, form))


@public("the answer is the same for every address")
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take an address; the answer never tells whether we know it."""
    form = ForgottenForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        tasks.send_reset.defer(request=tasks.sealed(form.cleaned_data["email"]))
    title = _("Look into your mailbox") if asked else _("Set a new password")
    context = {"title": title, "form": form, "asked": asked}
    return frame.page(request, "office/signin/forgotten.html", context)


@public("the link itself is the key, and works once")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def password(request: HttpRequest, staff_id: int, token: str) -> HttpResponse:
    """Set a password through a mailed link; second factors are asked for at sign-in as before."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(staff_id=staff_id, token=token, **form.cleaned_data)
            return HttpResponseRedirect(reverse("account_login"))
        except Refused as error:
            form.add_error(error.field, error.message)
    context = {"title": _("Choose a new password"), "form": form}
    return frame.page(request, "office/signin/password.html", context)


def _welcome(found: Invitation, form: JoinForm) -> dict[str, object]:
    organisation = queries.organisation().name
    title = _("%(name)s invites you to work with %(organisation)s") % {
        "name": found.invited_by.name,
        "organisation": organisation,
    }
    roles = [queries.role(key) for key in found.roles]
    return {"title": title, "form": form, "invitation": found, "roles": roles}


urlpatterns = [
    path("begin/<str:key>/", begin, name="begin"),
    path("invitations/<str:token>/", invitation, name="invitation"),
    path("forgotten/", forgotten, name="forgotten"),
    path("password/<int:staff_id>/<str:token>/", password, name="password"),
]
