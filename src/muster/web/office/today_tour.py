"""The first five minutes, while the installation is in training: five small tasks, ticked by what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from muster.audit import queries as audit
from muster.web.office.inbox.said import link

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from muster.accounts.models import Staff
    from muster.audit.models import Entry

MOST: Final = 5
_BY_ITSELF: Final = "halted by itself"
_CAUGHT: Final = frozenset({"approval.return", "approval.reject"})


@dataclass(frozen=True, slots=True)
class Step:
    """One task, how it goes, where it is done, and whether this person has done it."""

    words: str
    how: str
    url: str
    done: bool


def steps(staff: Staff) -> list[Step]:
    """The first five tasks this person’s roles allow; the log itself says which are done."""
    mine = _since_they_came(staff)
    done = set(mine.order_by("verb").values_list("verb", flat=True).distinct())
    if _halted_itself(mine):
        done.add(_BY_ITSELF)
    shown = [
        Step(words, how, link(page), bool(verbs & done))
        for permission, page, verbs, words, how in [*_sending(), *_people()]
        if staff.may(permission) and link(page)
    ]
    return shown[:MOST]


def _since_they_came(staff: Staff) -> QuerySet[Entry]:
    """What this person did since they first signed in: what filled the sample in their name is not theirs."""
    mine = audit.entries(actor=staff.actor)
    came = mine.filter(verb="staff.signed-in").order_by("id").values_list("id", flat=True).first()
    return mine.filter(id__gt=came) if came else mine


def _halted_itself(mine: QuerySet[Entry]) -> bool:
    """Whether something this person let go was stopped by the gates."""
    released = mine.filter(verb="broadcast.released").values("subject")
    stopped = audit.entries(actor="system:gates", verb="release.halted")
    return stopped.filter(subject__in=released).exists()


def _sending() -> list[tuple[str, str, frozenset[str], str, str]]:
    """Permission, page, what the log says once it is done, the task, and how it goes."""
    return [
        (
            "broadcasts.approve", "office:broadcasts", _CAUGHT,
            _("Catch a slip before it leaves"),
            _("Open what waits for approval, read it as three people would, and send it back."),
        ),
        (
            "broadcasts.send", "office:broadcasts", frozenset({_BY_ITSELF}),
            _("Let one go and watch it stop by itself"),
            _("Send one that is approved. Once too many call it unwanted, it halts."),
        ),
        (
            "broadcasts.view", "office:broadcasts", frozenset({"broadcast.halted"}),
            _("Halt a sending"),
            _("While one is on its way, press Halt, or the key H. Everybody may."),
        ),
    ]  # fmt: skip


def _people() -> list[tuple[str, str, frozenset[str], str, str]]:
    return [
        (
            "inbox.answer", "office:inbox", frozenset({"conversation.answered"}),
            _("Answer one person"),
            _("Open who has waited longest, and write a line or two."),
        ),
        (
            "people.import", "office:imports", frozenset({"import.uploaded"}),
            _("Preview your own list"),
            _("Choose any file of yours. Nothing is saved until you say so."),
        ),
        (
            "audiences.edit", "office:audiences",
            frozenset({"audience.created", "audience.changed"}),
            _("Choose people with a sentence"),
            _("Put conditions together and see ten of the people they find."),
        ),
        (
            "broadcasts.submit", "office:broadcasts", frozenset({"broadcast.submitted"}),
            _("Hand in a message for approval"),
            _("Say whom it is for, write it, and look at the check page."),
        ),
    ]  # fmt: skip
