"""What every message says about us, and how far anything may go."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.accounts import actions, queries
from muster.accounts.actions.organisation import FIELDS
from muster.accounts.models import Organisation, Staff
from muster.approvals.kinds.saying import differing
from muster.approvals.registry import Change, Line, State, offer

DESCRIPTION = "organisation.description"
MODE = "organisation.mode"
SUBJECT = "organisation:1"
PERMISSION = "settings.manage"

LABELS = {
    "name": gettext_lazy("Name of the organisation"),
    "legal_address": gettext_lazy("Postal address"),
    "country": gettext_lazy("Country"),
    "sender_name": gettext_lazy("Sender’s name"),
    "sender_address": gettext_lazy("Sender’s address"),
    "reply_domain": gettext_lazy("Domain for replies"),
    "site_url": gettext_lazy("Address of the public site"),
    "help_line": gettext_lazy("For what cannot wait"),
}


def declare() -> None:
    offer(
        Change(
            DESCRIPTION,
            gettext_lazy("What every message says about us"),
            PERMISSION,
            now=_described,
            apply=lambda _subject, after, by: actions.describe(by=by, **after),
            lines=_differing,
        )
    )
    offer(
        Change(
            MODE,
            gettext_lazy("How far anything may go"),
            PERMISSION,
            now=lambda _subject: {"mode": queries.organisation().mode},
            apply=_go,
            lines=_modes,
            always=True,
        )
    )


def _described(_subject: str) -> dict[str, Any]:
    row = queries.organisation()
    return {field: getattr(row, field) for field in FIELDS}


def _differing(before: State, after: State) -> list[Line]:
    # A field nobody has named yet stands under its own name rather than unseen.
    labels = {field: LABELS.get(field, field) for field in FIELDS}
    return differing(labels, before, after)


def _go(_subject: str, after: State, by: Staff) -> None:
    actions.change_mode(mode=Organisation.Mode(after["mode"]), by=by)


def _modes(before: State, after: State) -> list[Line]:
    return [Line(_("Mode"), _mode(before), _mode(after))]


def _mode(state: State) -> str:
    return str(Organisation.Mode(state["mode"]).label)
