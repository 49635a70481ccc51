"""Yes, no and not now: each writes the ledger, the present state, a fact and an audit entry."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import NotFound, Refused
from muster.people.actions import ledger
from muster.people.consent_rules import LENT, is_lent
from muster.people.keys import channel_of
from muster.people.models import ConsentState, IdentityKey
from muster.people.purposes import SPOKEN_ON

UNDO_WITHIN: Final = timedelta(seconds=15)  # ten on the page, and some for the way
PAUSE: Final = timedelta(days=30)


class TooLateToUndo(Refused):
    """The moment for taking a stop back is over."""


def grant(
    *,
    key_id: int,
    channel: str,
    purpose: str,
    evidence: str,
    by: Doer,
    source: str = "",
    wording: str = "",
    language: str = "en",
    at: datetime | None = None,
) -> int | None:
    """Note that somebody said yes. Returns the ledger line, or None when that held already."""
    return _change(
        key_id=key_id, purpose=purpose, state="granted", channel=channel, evidence=evidence,
        source=source or evidence, by=by, at=at, wording=wording, language=language,
    )  # fmt: skip


def await_yes(
    *,
    key_id: int,
    channel: str,
    purpose: str,
    evidence: str,
    by: Doer,
    source: str,
    wording: str,
    language: str,
    at: datetime,
) -> int | None:
    """Note a tick beside an address that has not spoken for itself yet: it counts as no until it does."""
    return _change(
        key_id=key_id, purpose=purpose, state="pending", channel=channel, evidence=evidence,
        source=source, by=by, at=at, wording=wording, language=language,
    )  # fmt: skip


def withdraw(
    *,
    key_id: int,
    purpose: str,
    source: str,
    by: Doer,
    evidence: str = "",
    at: datetime | None = None,
) -> int | None:
    """Note that somebody said no. Repeated, it changes nothing."""
    return _change(
        key_id=key_id, purpose=purpose, state="withdrawn", evidence=evidence, source=source,
        by=by, at=at,
    )  # fmt: skip


def withdraw_if_asked(
    *,
    key_id: int,
    purpose: str,
    source: str,
    by: Doer,
    evidence: str = "",
    at: datetime | None = None,
) -> int | None:
    """Note a “no” only where there was something to say no to."""
    if not ConsentState.objects.filter(key=key_id, purpose=purpose).exists():
        return None
    return withdraw(key_id=key_id, purpose=purpose, source=source, by=by, evidence=evidence, at=at)


def stop(
    *,
    key_id: int,
    purpose: str,
    by: Doer,
    source: str = "stop link",
    evidence: str = "",
    at: datetime | None = None,
) -> int | None:
    """Stop one purpose for one address, as a stop link or a STOP reply asks for."""
    return withdraw(key_id=key_id, purpose=purpose, source=source, by=by, evidence=evidence, at=at)


@transaction.atomic
def undo_stop(*, key_id: int, purpose: str, by: Doer, at: datetime | None = None) -> None:
    """Take back a stop that was pressed a moment ago through the same kind of link."""
    moment = at or clock.now()
    state = ConsentState.objects.select_for_update().filter(key=key_id, purpose=purpose).first()
    if state is None or state.state != "withdrawn":
        return
    entry = state.entry
    # Only a yes that stood before comes back, and only what this very link took away.
    had_yes = _had_yes(key_id, purpose, before=entry.id)
    if entry.source != "stop link" or moment - state.at > UNDO_WITHIN or not had_yes:
        raise TooLateToUndo(
            _("That was more than ten seconds ago, so it stays stopped. You can say yes again.")
        )
    grant(
        key_id=key_id, channel=state.channel, purpose=purpose, evidence=f"undo of entry {entry.id}",
        source="stop link", by=by, at=moment,
    )  # fmt: skip


@transaction.atomic
def stop_all(*, person_id: int, source: str, by: Doer, at: datetime | None = None) -> int:
    """Say no to every purpose on every address of a person. Returns how many were changed."""
    own_no = Q(state="withdrawn") & ~Q(entry__source__startswith=LENT)
    standing = ConsentState.objects.filter(key__person=person_id).exclude(own_no)
    changed = 0
    for state in standing.order_by("id"):
        done = withdraw(key_id=state.key_id, purpose=state.purpose, source=source, by=by, at=at)
        changed += done is not None
    return changed


@transaction.atomic
def pause(*, person_id: int, source: str, by: Doer, at: datetime | None = None) -> datetime:
    """Say “not now” to everything a person gets, until the returned moment."""
    moment = at or clock.now()
    until = moment + PAUSE
    asked = Q(state="granted") | Q(state="paused", entry__source__startswith=LENT)
    standing = ConsentState.objects.filter(asked, key__person=person_id).select_related("key")
    for state in standing.order_by("id"):
        _write(state.key, state.purpose, "paused", source=source, by=by, at=moment, until=until)
    audit.record(by=by, verb="consent.paused", subject=f"person:{person_id}")
    return until


@transaction.atomic
def end_pauses(*, by: Doer, at: datetime) -> int:
    """Let what was paused go on, once its time is over."""
    over = ConsentState.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state="paused", paused_until__lte=at
    )
    ended = list(over.select_related("key").order_by("id")[:5000])
    for state in ended:
        _write(
            state.key, state.purpose, "granted", source="end of a pause", by=by, at=at,
            evidence=f"pause of entry {state.entry_id}",
        )  # fmt: skip
    return len(ended)


@transaction.atomic
def _change(
    *,
    key_id: int,
    purpose: str,
    state: str,
    source: str,
    evidence: str,
    by: Doer,
    at: datetime | None,
    channel: str = "",
    wording: str = "",
    language: str = "en",
) -> int | None:
    # The key's row is locked, so that a yes and a no of the same moment come one after the other.
    key = IdentityKey.objects.select_for_update().filter(id=key_id).first()
    if key is None or key.person_id is None:
        raise NotFound
    present = ConsentState.objects.filter(key=key, purpose=purpose).select_related("entry").first()
    # What a join lent is nobody’s word: their own is noted beside it, and outlives the join.
    if present is not None and present.state == state and not is_lent(present.entry.source):
        return None
    entry = _write(
        key, purpose, state, source=source, by=by, at=at or clock.now(), channel=channel,
        evidence=evidence, wording=(wording, language) if wording else None,
    )  # fmt: skip
    audit.record(by=by, verb=f"consent.{state}", subject=f"person:{key.person_id}", purpose=purpose)
    return entry


def _write(
    key: IdentityKey,
    purpose: str,
    state: str,
    *,
    source: str,
    by: Doer,
    at: datetime,
    channel: str = "",
    evidence: str = "",
    wording: tuple[str, str] | None = None,
    until: datetime | None = None,
) -> int:
    shown = ledger.wording_ids([wording]) if wording else {}
    line = ledger.Line(
        person_id=key.person_id or 0,
        key_id=key.id,
        channel=channel or SPOKEN_ON.get(purpose) or channel_of(key.kind) or "email",
        purpose=purpose,
        state=state,
        at=at,
        evidence=evidence,
        wording_id=shown[wording] if wording else None,
        paused_until=until,
    )
    return ledger.write([line], source=source, by=by)[0]


def _had_yes(key_id: int, purpose: str, *, before: int) -> bool:
    from muster.people.models import ConsentEntry

    last = (
        ConsentEntry.objects.filter(key=key_id, purpose=purpose, id__lt=before)
        .order_by("-id")
        .first()
    )
    return last is not None and last.state in {"granted", "paused"}
