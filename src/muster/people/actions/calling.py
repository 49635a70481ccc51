"""Writing down a call: one fact without a word of the talk, and a note for what colleagues should know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.kit.text import clean
from muster.people import calls, purposes
from muster.people.actions import consent, record
from muster.people.models import IdentityKey

if TYPE_CHECKING:
    from muster.people.models import Person

_OLDEST: Final = timedelta(days=366)


class NotACall(Refused):
    """What was told is no call that can be written down."""


@transaction.atomic
def log_call(
    *,
    person: Person,
    key_id: int,
    direction: str,
    outcome: str,
    by: Doer,
    at: datetime,
    minutes: int = 0,
    topic: str = "",
    wants: str = "",
    note: str = "",
) -> None:
    """Write down that a call took place, under the number it went to or came from."""
    _check(direction=direction, outcome=outcome, wants=wants, minutes=minutes, at=at)
    if not IdentityKey.objects.filter(pk=key_id, person=person, kind="phone").exists():
        raise NotACall(_("Choose one of the person’s telephone numbers."), field="key")
    data: dict[str, str | int] = {"direction": direction, "outcome": outcome}
    if minutes:
        data["minutes"] = minutes
    if wants:
        data["wants"] = wants
    about = clean(topic)[: calls.TOPIC_LIMIT] or None
    activity.append([NewFact(calls.KIND, key_id, at, by.actor, ref=about, data=data)])
    if wants == "no_more":
        stop_calls(person_id=person.pk, by=by, at=at)
    if note.strip():
        record.add_note(person=person, text=note.strip(), by=by)
    audit.record(by=by, verb="call.logged", subject=f"person:{person.pk}", outcome=outcome)


@transaction.atomic
def stop_calls(*, person_id: int, by: Doer, at: datetime) -> int:
    """Note that somebody does not want to be called, on every number of theirs. Returns how many are new."""
    numbers = IdentityKey.objects.filter(person=person_id, kind="phone").order_by("id")
    written = [
        consent.withdraw(
            key_id=key_id, purpose=purposes.CALLS, source=by.actor, by=by,
            evidence="said so on the telephone", at=at,
        )
        for key_id in numbers.values_list("id", flat=True)
    ]  # fmt: skip
    return sum(entry is not None for entry in written)


def _check(*, direction: str, outcome: str, wants: str, minutes: int, at: datetime) -> None:
    if direction not in calls.DIRECTIONS:
        raise NotACall(_("Say who called whom."), field="direction")
    if outcome not in calls.OUTCOMES:
        raise NotACall(_("Say how the call ended."), field="outcome")
    if wants not in calls.WANTS:
        raise NotACall(_("Say what the person wants."), field="wants")
    if not 0 <= minutes <= calls.LONGEST:
        raise NotACall(_("A call lasts at most a day."), field="minutes")
    now = clock.now()
    if at > now + timedelta(minutes=5):
        raise NotACall(_("A call cannot have been in the future."), field="at")
    if at < now - _OLDEST:
        raise NotACall(_("A call older than a year is not written down any more."), field="at")
