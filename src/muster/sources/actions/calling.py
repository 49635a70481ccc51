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
from muster.kit.text import clean
from muster.people import actions as people
from muster.people.models import IdentityKey
from muster.sources.errors import BadChoice
from muster.sources.kinds import calls

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.people.models import Person

LONGEST: Final = 24 * 60
TOPIC_LIMIT: Final = 80
_OLDEST: Final = timedelta(days=366)


@transaction.atomic
def log_call(
    *,
    person: Person,
    key_id: int,
    direction: str,
    outcome: str,
    by: Staff,
    at: datetime,
    minutes: int = 0,
    topic: str = "",
    wants: str = "",
    note: str = "",
) -> None:
    """Write down that a call took place, under the number it went to or came from."""
    _check(direction=direction, outcome=outcome, wants=wants, minutes=minutes, at=at)
    if not IdentityKey.objects.filter(pk=key_id, person=person, kind="phone").exists():
        raise BadChoice(_("Choose one of the person’s telephone numbers."), field="key")
    data: dict[str, str | int] = {"direction": direction, "outcome": outcome}
    if minutes:
        data["minutes"] = minutes
    if wants:
        data["wants"] = wants
    about = clean(topic)[:TOPIC_LIMIT] or None
    activity.append([NewFact(calls.KIND, key_id, at, by.actor, ref=about, data=data)])
    words = [str(calls.WANTS["no_more"]) + "."] if wants == "no_more" else []
    if note.strip():
        words.append(note.strip())
    if words:
        people.add_note(person=person, text=" ".join(words), by=by)
    audit.record(by=by, verb="call.logged", subject=f"person:{person.pk}", outcome=outcome)


def _check(*, direction: str, outcome: str, wants: str, minutes: int, at: datetime) -> None:
    if direction not in calls.DIRECTIONS:
        raise BadChoice(_("Say who called whom."), field="direction")
    if outcome not in calls.OUTCOMES:
        raise BadChoice(_("Say how the call ended."), field="outcome")
    if wants not in calls.WANTS:
        raise BadChoice(_("Say what the person wants."), field="wants")
    if not 0 <= minutes <= LONGEST:
        raise BadChoice(_("A call lasts at most a day."), field="minutes")
    now = clock.now()
    if at > now + timedelta(minutes=5):
        raise BadChoice(_("A call cannot have been in the future."), field="at")
    if at < now - _OLDEST:
        raise BadChoice(_("A call older than a year is not written down any more."), field="at")
