"""Writes down people chosen one by one, and that they have had what was sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.delivery.models import Selected, Selection
from muster.kit.actors import Doer

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """One person by a key of theirs, and what of theirs is answered."""

    key_id: int
    about: str


@transaction.atomic
def select(*, channel: str, choices: Sequence[Choice], by: Staff, at: datetime) -> Selection:
    """Keep exactly these people; the list is whole from the start and never grows."""
    made = Selection.objects.create(channel=channel, size=len(choices), made_at=at, by=by)
    Selected.objects.bulk_create(
        (Selected(selection=made, key_id=one.key_id, about=one.about, at=at) for one in choices),
        batch_size=_AT_ONCE,
    )
    audit.record(by=by, verb="selection.made", subject=str(made), at=at, size=made.size)
    return made


def aim(*, selection: Selection, subject: str) -> None:
    """Say what is sent to them; inside the transaction that begins it."""
    Selection.objects.filter(pk=selection.pk).update(subject=subject)
    selection.subject = subject


def answered(*, selected: Selected, at: datetime) -> None:
    """Say that one of them has had it; inside the transaction that ends what waited."""
    Selected.objects.filter(pk=selected.pk).update(answered_at=at)


def settle(*, selection: Selection, by: Doer, at: datetime) -> None:
    """Say that everybody who was to be answered has been."""
    Selection.objects.filter(pk=selection.pk, settled_at=None).update(settled_at=at)
    audit.record(by=by, verb="selection.settled", subject=str(selection), at=at)
