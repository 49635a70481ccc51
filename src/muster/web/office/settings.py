"""Settings and health: is it safe to send, who we are, and how far anything may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.accounts import actions, queries, stepup
from muster.accounts.actions.organisation import FIELDS
from muster.accounts.models import Organisation
from muster.approvals.kinds import organisation as house
from muster.approvals.kinds import policy as rules
from muster.approvals.queries import requests
from muster.kit import health, readings
from muster.kit.errors import NotFound, Refused
from muster.places import countries
from muster.web import frame
from muster.web.gate import may
from muster.web.office import asking, settings_policy

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest

MODE_WORDS = {
    Organisation.Mode.TRAINING: gettext_lazy("Training: nothing leaves this computer"),
    Organisation.Mode.TEAM: gettext_lazy("Team only: messages reach our own staff"),
    Organisation.Mode.LIVE: gettext_lazy("Live: messages reach everybody they are meant for"),
}


class OrganisationForm(forms.Form):
    """What every message says about us."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=120)
    legal_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        help_text=gettext_lazy("Stands under every message, as the law asks"),
        required=False,
        max_length=300,
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    sender_name = forms.CharField(
        label=gettext_lazy("Sender’s name"), required=False, max_length=120
    )
    sender_address = forms.EmailField(label=gettext_lazy("Sender’s address"), required=False)
    reply_domain = forms.CharField(
        label=gettext_lazy("Domain for replies"),
        help_text=gettext_lazy("Mail to it must reach this installation"),
        required=False,
        max_length=200,
    )
    site_url = forms.URLField(
        label=gettext_lazy("Address of the public site"), required=False, assume_scheme="https"
    )
    help_line = forms.CharField(
        label=gettext_lazy("For what cannot wait"),
        help_text=gettext_lazy("Whom to call in an emergency; stands on the page “Ask us”"),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries.choices()  # type: ignore[attr-defined]


class ModeForm(forms.Form):
    """How far anything may go."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How far anything may go"),
        choices=list(MODE_WORDS.items()),
        widget=forms.RadioSelect,
    )


@may("settings.view")
@require_safe
def settings(request: StaffRequest) -> HttpResponse:
    """Is it safe to send? Then the rest."""
    return _page(request)


@may("settings.manage")
@require_POST
def organisation(request: StaffRequest) -> HttpResponse:
    """Change what we say about ourselves."""
    form = OrganisationForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(reverse("office:settings")))
    if not form.is_valid():
        return _page(request, form=form)
    try:
        asked, _done = asking.propose(request, house.DESCRIPTION, house.SUBJECT, form.cleaned_data)
    except Refused as error:
        form.add_error(None, error.message)
        return _page(request, form=form)
    asking.say(request, asked, _("From now on every message says this about us."))
    return HttpResponseRedirect(reverse("office:settings"))


@may("settings.manage")
@require_POST
def mode(request: StaffRequest) -> HttpResponse:
    """Go from training to team or live, or back."""
    form = ModeForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(reverse("office:settings")))
    if not form.is_valid():
        return _page(request, mode_form=form)
    try:
        asked, _done = asking.propose(request, house.MODE, house.SUBJECT, form.cleaned_data)
    except Refused as error:
        form.add_error("mode", error.message)
        return _page(request, mode_form=form)
    asking.say(request, asked, _("From now on this mode holds."))
    return HttpResponseRedirect(reverse("office:settings"))


@may("settings.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sample(request: StaffRequest) -> HttpResponse:
    """Ask once, then empty this installation of its sample and show where one’s own begins."""
    if not queries.is_sample():
        raise NotFound
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(request.path))
    if request.method == "POST":
        actions.forget_sample(by=request.staff)
        logout(request)
        return HttpResponseRedirect(reverse("begin", args=[queries.key_to_begin()]))
    context = {"title": _("Delete all sample data?")}
    return frame.page(request, "office/settings/sample.html", context)


@may("settings.manage")
@require_POST
def policy(request: StaffRequest) -> HttpResponse:
    """Set what a house may set of the rules of approval."""
    form = settings_policy.PolicyForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(reverse("office:settings")))
    if not form.is_valid():
        return _page(request, policy_form=form)
    try:
        asked, _done = asking.propose(request, rules.POLICY, rules.SUBJECT, form.after())
    except Refused as error:
        form.add_error(error.field, error.message)
        return _page(request, policy_form=form)
    asking.say(request, asked, _("From now on approvals follow these rules."))
    return HttpResponseRedirect(reverse("office:settings"))


def _page(
    request: StaffRequest,
    form: OrganisationForm | None = None,
    mode_form: ModeForm | None = None,
    policy_form: settings_policy.PolicyForm | None = None,
) -> HttpResponse:
    # The checks, the forms and the frame ask for the same few rows.
    with readings.of_one_page():
        return _read(request, form, mode_form, policy_form)


def _read(
    request: StaffRequest,
    form: OrganisationForm | None,
    mode_form: ModeForm | None,
    policy_form: settings_policy.PolicyForm | None,
) -> HttpResponse:
    row = queries.organisation()
    asked = sorted(health.ask_all(), key=lambda f: (f.ok, not f.blocking))
    # Questions that get the same answer show it once.
    findings = list({(found.words, found.fix): found for found in asked}.values())
    stopping = [finding for finding in findings if finding.blocking and not finding.ok]
    wrong = next((one for one in (mode_form, policy_form) if one and one.errors), form)
    context = {
        "title": title(len(stopping), row),
        "findings": [{"level": _level(finding), "finding": finding} for finding in findings],
        "organisation_form": form or OrganisationForm(initial={n: getattr(row, n) for n in FIELDS}),
        "mode_form": mode_form or ModeForm(initial={"mode": row.mode}),
        "policy_form": policy_form or settings_policy.form(),
        "policy_lines": settings_policy.in_words(),
        "requests": requests.pending(request.staff),
        "form": wrong,
        "row": row,
        "mode_words": MODE_WORDS[Organisation.Mode(row.mode)],
        "fresh": stepup.fresh(request),
        "is_sample": queries.is_sample(),
        "sample": queries.loaded_sample(),
    }
    return frame.page(
        request, "office/settings/settings.html", context, status=422 if wrong else 200
    )


def title(stopping: int, row: Organisation) -> str:
    """Answer the question of this page in one sentence."""
    if stopping:
        words = ngettext(
            "Not safe to send live: %(count)s check stands in the way",
            "Not safe to send live: %(count)s checks stand in the way",
            stopping,
        )
        return words % {"count": stopping}
    return _("Safe to send: every check is well") if row.mode == "live" else _("Ready to go live")


def _level(finding: health.Finding) -> str:
    if finding.ok:
        return "ok"
    return "block" if finding.blocking else "advice"


urlpatterns = [
    path("settings/", settings, name="settings"),
    path("settings/organisation/", organisation, name="settings-organisation"),
    path("settings/mode/", mode, name="settings-mode"),
    path("settings/approval-rules/", policy, name="settings-policy"),
    path("settings/sample/", sample, name="settings-sample"),
]
