"""Roles in plain words, with the list of what each may do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_READING = frozenset(
    {
        "people.view",
        "audiences.view",
        "broadcasts.view",
        "inbox.view",
        "drives.view",
        "tasks.view",
        "rivalry.view",
        "listening.view",
        "crisis.view",
        "groups.view",
    }
)


@dataclass(frozen=True, slots=True)
class Role:
    """``words`` say what a holder does; ``permissions`` say it to the machine."""

    key: str
    name: str | Promise
    words: str | Promise
    permissions: frozenset[str]


VIEWER = Role("viewer", _("Viewer"), _("Reads, changes nothing."), _READING)
AUTHOR = Role(
    "author",
    _("Author"),
    _("Chooses audiences, writes broadcasts and submits them for approval."),
    _READING
    | {"audiences.edit", "broadcasts.write", "broadcasts.submit", "outbox.view", "staff.view"},
)
ORGANISER = Role(
    "organiser",
    _("Organiser"),
    _("Works with people: edits records, imports lists, writes broadcasts, answers."),
    AUTHOR.permissions
    | {
        "people.edit",
        "people.import",
        "inbox.answer",
        "inbox.teams",
        "listening.edit",
        "alarms.receive",
        "sources.manage",
        "broadcasts.send",
        "drives.run",
        "rivalry.run",
        "tasks.run",
        "tasks.plan",
        "crisis.lead",
        "settings.view",
        "gifts.count",
        "gifts.pledge",
        "groups.lead",
        "groups.moderate",
    },
)
APPROVER = Role(
    "approver",
    _("Approver"),
    _("Decides whether exactly this text goes to exactly these people."),
    _READING
    | {
        "broadcasts.approve",
        "broadcasts.send",
        "crisis.approve",
        "crisis.lead",
        "outbox.view",
        "staff.view",
    },
)
CARER = Role(
    "carer",
    _("Carer"),
    _("Answers people who write to us."),
    _READING | {"inbox.answer", "alarms.receive", "people.edit", "gifts.count", "groups.moderate"},
)
FINANCE = Role(
    "finance",
    _("Finance"),
    _("Sees gifts, settles counted cash, pays back and exports lists."),
    _READING
    | {
        "gifts.view",
        "gifts.count",
        "gifts.settle",
        "gifts.refund",
        "gifts.pledge",
        "people.export",
    },
)
ADMINISTRATOR = Role(
    "administrator",
    _("Administrator"),
    _("Invites staff, gives roles, sets up sources and this installation."),
    _READING
    | {
        "staff.view",
        "staff.manage",
        "audit.view",
        "inbox.teams",
        "listening.edit",
        "listening.sources",
        "alarms.receive",
        "settings.view",
        "settings.manage",
        "sources.manage",
        "people.import",
        "people.export",
        "people.erase",
        "outbox.view",
    },
)

ROLES = {
    role.key: role for role in (ORGANISER, AUTHOR, APPROVER, CARER, FINANCE, ADMINISTRATOR, VIEWER)
}
PERMISSIONS = frozenset[str]().union(*(role.permissions for role in ROLES.values()))
# Whoever holds one of these must sign in with a second factor once the installation is live.
NEEDS_SECOND_FACTOR = frozenset(
    {
        "broadcasts.approve",
        "broadcasts.send",
        "gifts.refund",
        "crisis.approve",
        "people.erase",
        "people.export",
        "settings.manage",
        "staff.manage",
    }
)
