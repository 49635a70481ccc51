"""What a telephone says about itself: stop, start again, and the yes that proves a number.

The number is the authority, as the stop link is for a mailbox: whoever holds it may silence it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import actors
from muster.people.actions import consent
from muster.people.actions.record import suppress
from muster.people.models import ConsentState, IdentityKey, Suppression
from muster.people.purposes import PURPOSES
from muster.people.suppressing import address_mac

SOURCE: Final = "text message"
STOPPED: Final = "stopped"
_BY: Final = actors.system("texts")


@transaction.atomic
def stop_by_text(*, number: str, evidence: str, at: datetime) -> int | None:
    """Silence a number for every purpose; returns its key, if it is somebody’s.

    A number we know nobody by is kept as a fingerprint, so that no later import texts it either.
    """
    key = _key(number)
    if key is None or key.person_id is None:
        suppress(kind="phone", value=number, reason=STOPPED, by=_BY, at=at)
        return None
    by = actors.person(key.person_id)
    for purpose in PURPOSES:
        consent.stop(key_id=key.id, purpose=purpose, source=SOURCE, by=by, evidence=evidence, at=at)
    return key.id


@transaction.atomic
def start_by_text(*, number: str, evidence: str, at: datetime) -> bool:
    """Take back what this very number said by text, and confirm what waits; tells whether anything was."""
    lifted = _lift(number, at)
    key = _key(number)
    if key is None or key.person_id is None:
        return lifted
    stopped = ConsentState.objects.filter(
        key=key, channel="sms", state="withdrawn", entry__source=SOURCE
    )
    for purpose in list(stopped.order_by("id").values_list("purpose", flat=True)):
        if _had_yes(key.id, purpose):
            _grant(key, purpose, evidence, at)
            lifted = True
    return _confirm(key, evidence, at) or lifted


@transaction.atomic
def confirm_by_text(*, number: str, evidence: str, at: datetime) -> bool:
    """Make true what was ticked beside this number and waits for its yes; False if nothing waits."""
    key = _key(number)
    return key is not None and key.person_id is not None and _confirm(key, evidence, at)


def _key(number: str) -> IdentityKey | None:
    return IdentityKey.objects.filter(kind="phone", value=number).first()


def _confirm(key: IdentityKey, evidence: str, at: datetime) -> bool:
    waiting = ConsentState.objects.filter(key=key, channel="sms", state="pending").order_by("id")
    purposes = list(waiting.values_list("purpose", flat=True))
    for purpose in purposes:
        _grant(key, purpose, evidence, at)
    if purposes and key.verified_at is None:
        IdentityKey.objects.filter(pk=key.pk).update(verified_at=at)
        activity.append([NewFact("address.confirmed", key.id, at, SOURCE)])
    return bool(purposes)


def _grant(key: IdentityKey, purpose: str, evidence: str, at: datetime) -> None:
    consent.grant(
        key_id=key.id, channel="sms", purpose=purpose, evidence=evidence, source=SOURCE,
        by=actors.person(key.person_id or 0), at=at,
    )  # fmt: skip


def _had_yes(key_id: int, purpose: str) -> bool:
    """Whether a yes stood before the stop; a purpose that was never asked about does not start."""
    from muster.people.models import ConsentEntry

    said = ConsentEntry.objects.filter(key=key_id, purpose=purpose).exclude(state="withdrawn")
    last = said.order_by("-id").first()
    return last is not None and last.state in {"granted", "paused"}


def _lift(number: str, at: datetime) -> bool:
    macs = Suppression.objects.filter(
        channel="sms", address_mac=address_mac("phone", number), reason=STOPPED
    )
    lifted, _each = macs.delete()
    if lifted:
        audit.record(by=_BY, verb="address.released", subject=f"reason:{STOPPED}", at=at)
    return bool(lifted)
