"""What the pages of matching say: shifts, reasons, what became of whom, and concessions, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.broadcasts import queries as broadcasts
from muster.broadcasts.status import Status
from muster.volunteering import invitations, reasons
from muster.volunteering.planning.why import TOLD
from muster.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from muster.accounts.models import Staff
    from muster.delivery.models import Selection
    from muster.volunteering.models import Shift, Suggestion, Task
    from muster.volunteering.suggesting import Suggested
    from muster.volunteering.widening import Widening

UNPROVED: Final = "unproved"
LOOKED_PAST: Final = {
    "further": gettext_lazy("People who live up to 10 km further away than they go are here, too."),
    "other_time": gettext_lazy("People who said other times are here, too. Ask kindly."),
    "asked_lately": gettext_lazy("People who were asked within the last week are here, too."),
    "unproved": gettext_lazy(
        "These people say that they have the skill, and nobody of us has seen the proof. They can be"
        " accepted once it is noted on their record."
    ),
}
UNREACHABLE: Final = {
    "no_address": gettext_lazy("has no e-mail address"),
    "no_consent": gettext_lazy("did not say yes to invitations by e-mail"),
    "suppressed": gettext_lazy("nothing may go to this address"),
}


def shift(one: Shift, *, chosen: bool) -> dict[str, Any]:
    """One shift for the row of them."""
    return {
        "number": one.pk,
        "when": words.moment(one.starts_at, one.task.zone),
        "free": max(one.slots - one.taken, 0),
        "chosen": chosen,
    }


def people(found: Sequence[Suggested], *, planned: set[int]) -> list[dict[str, Any]]:
    """People with their reasons; whoever a plan had named says so."""
    names = reasons.skill_names([one.reasons for one in found])
    return [
        {
            "number": one.person.pk,
            "name": str(one.person),
            "region": one.person.region,
            "reasons": reasons.words(one.reasons, names=names),
            "planned": one.person.pk in planned,
        }
        for one in found
    ]


def planned(task: Task, shift: Shift, *, by: Staff) -> set[int]:
    """The people whom a plan named for a shift and about whom nobody decided."""
    rows = invitations.proposed(task, by=by).filter(shift=shift)
    return {number for number in rows.values_list("key__person_id", flat=True) if number}


def accepted(task: Task, *, by: Staff, at: datetime) -> dict[str, Any]:
    """Everybody who was accepted for a task: waiting, in a message, asked, or there."""
    found = list(invitations.accepted(task, by=by)[:300])
    there = invitations.joined(found)
    sent = invitations.messages([one.selection for one in found if one.selection])
    away = put_away(sent)
    open_ = [one for one in found if _waits(one, at) and one.pk not in there]
    reach = invitations.reach(open_)
    cannot = {one.pk: UNREACHABLE[why] for one, why in reach.unreachable}
    can = len({one.key.person_id for one, _key in reach.writable})
    return {
        "accepted": [_accepted(one, there, sent, cannot, task) for one in found],
        "put_away": [
            {"number": number, "people": sum(one.selection == number for one in found)}
            for number in sorted(away)
        ],
        "to_invite": can,
        "may_invite": can > 0 and by.may("tasks.run") and by.may("broadcasts.write"),
        "invite": ngettext("Invite %(n)s person", "Invite %(n)s people", can)
        % {"n": words.number(can)},
    }


def put_away(sent: dict[int, Selection]) -> set[int]:
    """The numbers of those selections whose message was cancelled, so that nobody gets it any more."""
    numbers = {message_of(one): number for number, one in sent.items()}
    found = broadcasts.about([number for number in numbers if number])
    states = broadcasts.states(list(found.values()))
    return {numbers[one.broadcast.pk] for one in states if one.status == Status.CANCELLED}


def message_of(selection: Selection) -> int:
    """The number of the broadcast to a selection; 0 where there is none."""
    number = selection.subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _waits(one: Suggestion, at: datetime) -> bool:
    ahead = one.shift.called_off_at is None and one.shift.starts_at > at
    return ahead and one.selection is None and one.asked_at is None


def _accepted(
    one: Suggestion,
    there: set[int],
    sent: dict[int, Selection],
    cannot: dict[int, Any],
    task: Task,
) -> dict[str, Any]:
    selection = sent.get(one.selection or 0)
    message = message_of(selection) if selection else 0
    return {
        "person": one.key.person,
        "shift": one.shift_id,
        "when": words.moment(one.shift.starts_at, task.zone),
        "state": _state(one, there, cannot, selection),
        "cannot": cannot.get(one.pk, ""),
        "message": reverse("office:broadcast", args=[message]) if message else "",
        "decidable": one.selection is None and one.pk not in there,
    }


def _state(
    one: Suggestion, there: set[int], cannot: dict[int, Any], selection: Selection | None
) -> str:
    """One word of a few, which the page has a pill for."""
    if one.pk in there:
        return "joined"
    if one.asked_at is not None:
        return "asked"
    if selection is not None:
        return "in_message"
    return "cannot" if one.pk in cannot else "waits"


def concessions(found: Sequence[Widening]) -> list[dict[str, Any]]:
    """What would bring how many more, each with the word its link asks again with."""
    return [{"what": one.what, "words": _concession(one)} for one in found]


def _concession(one: Widening) -> str:
    n = {"n": words.number(one.more)}
    told = {
        "further": ngettext("10 km further: %(n)s more person", "10 km further: %(n)s more people", one.more),
        "other_time": ngettext(
            "Said other times: %(n)s more person", "Said other times: %(n)s more people", one.more
        ),
        "asked_lately": ngettext(
            "Asked within a week: %(n)s more person", "Asked within a week: %(n)s more people", one.more
        ),
        "unproved": ngettext(
            "Claims the skill, unproved: %(n)s more person",
            "Claims the skill, unproved: %(n)s more people",
            one.more,
        ),
    }  # fmt: skip
    return told[one.what] % n


def why_empty(code: str) -> str:
    """Why a place of a plan stays empty."""
    return str(TOLD.get(code, _("too few people fit")))
