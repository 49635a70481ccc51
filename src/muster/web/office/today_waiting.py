"""What waits for one member of staff, asked of each domain in turn and put into one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from muster.approvals import registry
from muster.approvals.queries import requests
from muster.broadcasts import queries as broadcasts
from muster.inbox import house, priority, work
from muster.inbox import queries as inbox
from muster.listening import alarms
from muster.people import pairs
from muster.sources import queries as sources
from muster.web.office import alarm_words
from muster.web.office.crisis import waiting as crisis
from muster.web.office.groups import moderating
from muster.web.office.inbox.said import link, via, whom
from muster.web.office.tasks import waiting as shifts
from muster.web.office.today_line import Waiting
from muster.web.words import number

if TYPE_CHECKING:
    from datetime import datetime

    from muster.accounts.models import Staff
    from muster.approvals.models import Request, Round
    from muster.inbox.models import Conversation
    from muster.sources.models import Source


@dataclass(frozen=True, slots=True)
class Running:
    """One sending that runs or stands halted, with where to watch and where to halt it."""

    title: str
    status: str
    words: str
    url: str
    halt_url: str
    done: int
    total: int


Asked = Callable[["Staff", "datetime"], list[Waiting]]


def waiting(*, by: Staff, now: datetime) -> list[Waiting]:
    """Everything that waits for ``by``, oldest first."""
    found = [one for asked in ASKED for one in asked(by, now)]
    # One thread is one thing, and what was told of it first says more.
    once = {one.url or (one.kind, one.title): one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: (one.since, one.kind, one.url))


def running(found: Iterable[broadcasts.State]) -> list[Running]:
    """Every sending on its way, for those who may see sendings; whoever sees one may halt it."""
    return [_running(state) for state in found]


def _conversations(staff: Staff, now: datetime) -> list[Waiting]:
    return [_conversation(one) for one in inbox.waiting(by=staff, now=now)]


def _conversation(one: Conversation) -> Waiting:
    icon, channel = via(one)
    since = min((wait.asked_at for wait in one.running), default=one.last_at)  # type: ignore[attr-defined]
    return Waiting(
        kind="conversation",
        icon="inbox" if icon == "mail" else icon,
        title=_("%(who)s waits for an answer") % {"who": whom(one)},
        words=f"{channel}. {one.preview or one.subject}",
        url=link("office:conversation", one.pk),
        since=since,
        due=one.due_at,
        action=pgettext("button", "Answer"),
    )


def _escalations(staff: Staff, now: datetime) -> list[Waiting]:
    """Whom colleagues have left waiting until it came to ``staff``."""
    del now
    return [
        replace(
            _conversation(one),
            icon="alert",
            title=_("%(who)s still waits: it has come to you") % {"who": whom(one)},
            words=". ".join(
                word
                for word in (", ".join(priority.in_words(one.severity_why)), one.preview)
                if word
            ),
        )
        for one in house.escalated(by=staff)
    ]


def _approvals(staff: Staff, now: datetime) -> list[Waiting]:
    del now
    return [_approval(one, one.round) for one in broadcasts.waiting_for(staff) if one.round]


def _approval(state: broadcasts.State, asked: Round) -> Waiting:
    who = {"who": state.broadcast.author.name, "n": number(asked.size)}
    if state.broadcast.channel == "sms":
        title = _("%(who)s wants to text %(n)s people") % who
    else:
        title = _("%(who)s wants to write to %(n)s people") % who
    again = _("“%(title)s”, round %(number)s.") % {
        "title": state.broadcast.title,
        "number": asked.number,
    }
    return Waiting(
        kind="approval",
        icon="send",
        title=title,
        words=again if asked.number > 1 else f"“{state.broadcast.title}”",
        url=link("office:broadcast-approve", state.broadcast.pk),
        since=asked.opened_at,
        action=_("Review"),
    )


def _sent_back(staff: Staff, now: datetime) -> list[Waiting]:
    del now
    return [_returned(one, one.round) for one in broadcasts.sent_back_to(staff) if one.round]


def _returned(state: broadcasts.State, asked: Round) -> Waiting:
    return Waiting(
        kind="returned",
        icon="undo",
        title=_("“%(title)s” came back to you") % {"title": state.broadcast.title},
        words=_("An approver wrote why. Nothing was sent."),
        url=link("office:broadcast", state.broadcast.pk),
        since=asked.closed_at or asked.opened_at,
        action=_("Read and change"),
    )


def _requests(staff: Staff, now: datetime) -> list[Waiting]:
    del now
    return [_request(one) for one in requests.waiting_for(staff)]


def _request(asked: Request) -> Waiting:
    return Waiting(
        kind="request",
        icon="key",
        title=_("%(who)s asks for a second administrator") % {"who": asked.asked_by.name},
        words=str(registry.change(asked.kind).words),
        url=link("office:request", asked.pk),
        since=asked.asked_at,
        action=_("Review"),
    )


def _stalled(staff: Staff, now: datetime) -> list[Waiting]:
    if not staff.may("sources.manage"):
        return []
    return [_silent(*one) for one in sources.stalled(at=now)]


def _silent(source: Source, since: datetime) -> Waiting:
    return Waiting(
        kind="source",
        icon="alert",
        title=_("%(name)s has fallen silent") % {"name": source.name},
        words=_("It usually brings something by now. What arrived before is kept."),
        url=link("office:source", source.pk),
        since=since,
        action=_("See why"),
    )


def _duplicates(staff: Staff, now: datetime) -> list[Waiting]:
    """Pairs of records with different answers: one of them may be written to against its word."""
    del now
    found = pairs.differing(staff.scope) if staff.may("people.edit") else None
    first = found.order_by("found_at").first() if found is not None else None
    if found is None or first is None:
        return []
    count = found.count()
    words = ngettext(
        "%(n)s pair of records may be one person who answered differently",
        "%(n)s pairs of records may be one person who answered differently",
        count,
    )
    return [
        Waiting(
            kind="duplicates",
            icon="merge",
            title=words % {"n": number(count)},
            words=_("One record said no where the other said yes."),
            url=reverse("office:duplicates"),
            since=first.found_at,
            action=_("Look at them"),
        )
    ]


def _complaints(staff: Staff, now: datetime) -> list[Waiting]:
    """Complaints nobody answers for; each needs an owner before anything else."""
    del now
    found = work.ownerless(by=staff)
    if found.since is None:
        return []
    words = ngettext(
        "%(n)s complaint without an owner", "%(n)s complaints without an owner", found.count
    )
    return [
        Waiting(
            kind="complaints",
            icon="alert",
            title=words % {"n": number(found.count)},
            words=_("Nobody answers for it yet. Take it, or give it to somebody."),
            url=reverse("office:inbox-cases"),
            since=found.since,
            action=_("Look at them"),
        )
    ]


def _alarms(staff: Staff, now: datetime) -> list[Waiting]:
    """Topics that are no longer as usual, for those who are told of it."""
    del now
    found = alarms.standing(by=staff) if staff.may("alarms.receive") else []
    return [
        Waiting(
            kind="alarm",
            icon="alert",
            title=alarm_words.title(one, alarms.latest_found(alarms.evidence_of(one))),
            words=alarm_words.signs(one),
            url=link("office:alarm", one.pk),
            since=one.raised_at,
            action=_("See why"),
        )
        for one in found
    ]


def _running(state: broadcasts.State) -> Running:
    tally = state.tally
    accepted, total = (tally.accepted, tally.total) if tally else (0, 0)
    return Running(
        title=state.broadcast.title,
        status=str(state.status),
        words=_("%(done)s of %(total)s accepted.")
        % {"done": number(accepted), "total": number(total)},
        url=link("office:broadcast-live", state.broadcast.pk),
        halt_url=link("office:broadcast-halt", state.broadcast.pk)
        if state.status == "sending"
        else "",
        done=accepted,
        total=total,
    )


# Another domain whose things wait for somebody adds its line here.
ASKED: tuple[Asked, ...] = (
    _alarms,
    crisis.promises,
    crisis.texts,
    crisis.answers,
    crisis.returned,
    crisis.tasks,
    _escalations,
    _conversations,
    _approvals,
    _sent_back,
    _requests,
    _stalled,
    _duplicates,
    _complaints,
    moderating.waiting,
    shifts.waiting,
)
