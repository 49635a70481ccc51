"""Power over people’s records and messages: roles, regions, invitations, reopening, second factors."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.accounts import actions, factors
from muster.accounts.models import Staff
from muster.accounts.queries import everyone
from muster.accounts.roles import ROLES
from muster.approvals.kinds.saying import differing, plain
from muster.approvals.registry import Change, Line, State, number_in, offer
from muster.kit.errors import NotFound
from muster.places.queries import regions

ROLES_KIND = "staff.roles"
INVITATION = "staff.invitation"
REOPENING = "staff.reopening"
FACTORS = "staff.factors"
KINDS = (ROLES_KIND, REOPENING, FACTORS)
PERMISSION = "staff.manage"


def declare() -> None:
    """Offer them; called at start-up."""
    for change in (_roles(), _invitation(), _reopening(), _factors()):
        offer(change)


def _roles() -> Change:
    return Change(
        ROLES_KIND,
        gettext_lazy("Roles and regions"),
        PERMISSION,
        now=_held,
        apply=_give,
        lines=_powers,
        whom=_name,
    )


def _invitation() -> Change:
    return Change(
        INVITATION,
        gettext_lazy("An invitation to the staff"),
        PERMISSION,
        now=lambda _subject: {},
        apply=lambda _subject, after, by: actions.invite(by=by, **after),
        lines=_invited,
    )


def _reopening() -> Change:
    return Change(
        REOPENING,
        gettext_lazy("Opening a closed account"),
        PERMISSION,
        now=lambda subject: {"active": _member(subject).is_active},
        apply=lambda subject, _after, by: actions.reopen(staff=_member(subject), by=by),
        lines=lambda before, after: differing({"active": _("May sign in")}, before, after),
        whom=_name,
    )


def _factors() -> Change:
    return Change(
        FACTORS,
        gettext_lazy("Taking away lost second factors"),
        PERMISSION,
        now=lambda subject: {"factors": len(factors.held(_member(subject)))},
        apply=lambda subject, _after, by: actions.reset_factors(staff=_member(subject), by=by),
        lines=lambda before, after: differing({"factors": _("Second factors")}, before, after),
        whom=_name,
    )


def held(person: Staff) -> dict[str, Any]:
    """The powers somebody holds, in the form in which they are asked for."""
    return {
        "roles": sorted(role.key for role in person.roles),
        "every_region": person.every_region,
        "regions": sorted(region.code for region in person.regions.all()),
    }


def _member(subject: str) -> Staff:
    found: Staff | None = everyone().filter(pk=number_in(subject)).first()
    if found is None:
        raise NotFound
    return found


def _name(subject: str) -> str:
    return _member(subject).name


def _held(subject: str) -> State:
    return held(_member(subject))


def _give(subject: str, after: State, by: Staff) -> None:
    actions.change_roles(staff=_member(subject), by=by, **after)


def _powers(before: State, after: State) -> list[Line]:
    return differing({"roles": _("Roles"), "where": _("Where")}, _said(before), _said(after))


def _said(powers: State) -> dict[str, Any]:
    names = {region.code: region.name for region in regions()} if powers.get("regions") else {}
    where = [names.get(code, code) for code in powers.get("regions", [])] or [_("nowhere")]
    return {
        "roles": [str(ROLES[key].name) for key in powers.get("roles", []) if key in ROLES],
        "where": _("every region") if powers.get("every_region") else where,
    }


def _invited(before: State, after: State) -> list[Line]:
    del before
    who = f"{after['name']} <{after['email']}>"
    said = _said(after)
    return [
        Line(_("Who"), "–", who),
        Line(_("Roles"), "–", plain(said["roles"])),
        Line(_("Where"), "–", plain(said["where"])),
    ]
