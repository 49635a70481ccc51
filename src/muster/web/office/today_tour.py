"""The first five minutes, while the installation is in training: five small tasks, ticked by what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muster.audit import queries as audit
from muster.web.office.inbox_page import link

if TYPE_CHECKING:
    from muster.accounts.models import Staff


@dataclass(frozen=True, slots=True)
class Step:
    """One task, where it is done, and whether this person has done it."""

    words: str
    url: str
    done: bool


def steps(staff: Staff) -> list[Step]:
    """The tasks this person’s roles allow; the log itself says which are done."""
    done = set(
        audit.entries(actor=staff.actor).order_by("verb").values_list("verb", flat=True).distinct()
    )
    offered = [
        (
            "broadcasts.approve",
            _("Catch a slip before it leaves"),
            "office:broadcasts",
            {"approval.return"},
        ),
        (
            "audiences.edit",
            _("Choose people with a sentence"),
            "office:audiences",
            {"audience.created", "audience.changed"},
        ),
        (
            "broadcasts.submit",
            _("Hand in a message for approval"),
            "office:broadcasts",
            {"broadcast.submitted"},
        ),
        ("broadcasts.view", _("Halt a sending"), "office:broadcasts", {"broadcast.halted"}),
        ("inbox.answer", _("Answer one person"), "office:inbox", {"conversation.answered"}),
        ("people.import", _("Preview your own list"), "office:imports", {"import.uploaded"}),
    ]
    shown = [
        Step(words, link(page), bool(verbs & done))
        for permission, words, page, verbs in offered
        if staff.may(permission) and link(page)
    ]
    return shown[:5]
