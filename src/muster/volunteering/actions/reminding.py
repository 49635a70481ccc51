"""Reminds people of their shifts, each time once, however often a worker runs or stops half-way."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from muster.kit.scope import Scope, entered
from muster.people.actions.mailing import may_mail
from muster.volunteering import links, reminders
from muster.volunteering.actions import telling
from muster.volunteering.models import SignUp
from muster.volunteering.reminders import Kind

_COLUMNS: Final[dict[Kind, str]] = {
    "day_before": "day_before_at",
    "same_day": "same_day_at",
    "text": "text_at",
}


def remind(*, at: datetime) -> int:
    """Write every reminder whose time has come. Returns how many went out."""
    waiting = SignUp.objects.filter(
        Q(day_before_at=None) | Q(same_day_at=None) | Q(text_at=None),
        left_at=None,
        place=SignUp.Place.IN,
        shift__called_off_at=None,
        shift__starts_at__gt=at,
        shift__starts_at__lt=at + reminders.LONGEST,
    )
    near = waiting.select_related("shift__task").order_by("shift__starts_at", "id")
    return sum(_remind(one.pk, at) for one in near if _kinds(one, at))


def _kinds(sign_up: SignUp, at: datetime) -> list[Kind]:
    shift = sign_up.shift
    since = sign_up.moved_up_at or sign_up.at
    found = reminders.due(
        shift.starts_at,
        shift.task.zone,
        at=at,
        signed_up=since,
        confirmed=sign_up.confirmed_at is not None,
    )
    return [kind for kind in found if getattr(sign_up, _COLUMNS[kind]) is None]


@transaction.atomic
def _remind(number: int, at: datetime) -> int:
    """Look again under the lock: it may have been given up, called off or reminded meanwhile."""
    held = SignUp.objects.select_for_update(of=("self",), skip_locked=True)
    sign_up = held.select_related("shift__task", "key__person").filter(pk=number).first()
    if sign_up is None or not sign_up.is_in or sign_up.shift.called_off_at is not None:
        return 0
    sent = 0
    for kind in _kinds(sign_up, at):
        setattr(sign_up, _COLUMNS[kind], at)
        once = f"{kind}:{sign_up.pk}"
        if kind == "text":
            sent += telling.text("shift-soon", sign_up, once=once)
        else:
            today = kind == "same_day"
            sent += telling.tell("shift-reminder", sign_up, once=once, today=today)
    sign_up.save(update_fields=list(_COLUMNS.values()))
    return sent


@transaction.atomic
def send_link(*, token: str, at: datetime) -> bool:
    """Mail a new link in place of one that grew too old; False where there is nothing to link to."""
    told = links.read(token)
    if told is None:
        return False
    # Whoever asks sees nothing of it; the letter goes to the mailbox alone.
    with entered(Scope.EVERYONE):
        found = SignUp.objects.filter(pk=told.number, left_at=None, shift__ends_at__gt=at)
        sign_up = found.select_related("shift__task", "key__person").first()
        if sign_up is None or not may_mail(sign_up.key.value):
            return False
        return telling.tell("shift-link", sign_up, once=f"link:{sign_up.pk}:{at:%Y%m%d%H%M}")
