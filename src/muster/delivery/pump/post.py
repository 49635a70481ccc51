"""The small lane: answers to one person (at most once) and letters (at least once), one after another."""

from __future__ import annotations

import logging
from typing import Final

from django.db import transaction
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from muster.accounts.models import Organisation, Staff
from muster.accounts.queries import organisation
from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.email.send import NotSent, Sender
from muster.channels.kinds.email.target import Target
from muster.channels.kinds.training import send as training
from muster.delivery import letters
from muster.delivery.actions import catching, direct
from muster.delivery.actions import letters as letter_rows
from muster.delivery.models import CaughtMessage, Direct, LetterRow
from muster.kit.faults import fault

_MOST: Final = 50
_LOG = logging.getLogger(__name__)


class Post:
    """Sends what waits, over one connection that it opens when needed."""

    def __init__(self, target: Target | None, *, worker: str, name: str) -> None:
        self._target, self._worker, self._name = target, worker, name

    def deliver(self) -> int:
        """Deliver what is due now; returns how many messages were dealt with."""
        house = organisation()
        if house.mode == "live" and self._target is None:
            return 0
        target = self._target or Target("localhost", 25)
        with Sender(target, name=self._name) as sender:
            return self._answers(house, sender) + self._letters(house, sender)

    def _answers(self, house: Organisation, sender: Sender) -> int:
        rows = direct.claim(worker=self._worker, modes=(house.mode,), most=_MOST)
        if rows:
            fault("lease.after_commit")
        for row in rows:
            message = Outgoing(row.pk, row.return_path, row.address, bytes(row.raw))
            if self._leaves(house, row.address):
                direct.end(row, _try(sender, message))
            else:
                self._catch_answer(row, message)
        return len(rows)

    def _letters(self, house: Organisation, sender: Sender) -> int:
        rows = letter_rows.take(most=_MOST)
        for row in rows:
            try:
                single = letters.single(row, house)
            except (TemplateDoesNotExist, TemplateSyntaxError) as error:
                _LOG.exception("the letter %s cannot be written", row.kind)
                letter_rows.note(row, Receipt(row.pk, "temporary", 0, f"no template: {error}"))
                continue
            message = Outgoing(row.pk, single.return_path(house), row.address, single.raw(house))
            if self._leaves(house, row.address):
                receipt = _try(sender, message)
                letter_rows.note(row, receipt or Receipt(row.pk, "temporary", 0, "not handed over"))
            else:
                self._catch_letter(row, message)
        return len(rows)

    def _leaves(self, house: Organisation, address: str) -> bool:
        """Live mail leaves; in team mode only what goes to one of us; in training nothing (D15)."""
        if house.mode == "team" and self._target is not None:
            return bool(Staff.objects.filter(email__iexact=address, is_active=True).exists())
        return bool(house.mode == "live")

    @transaction.atomic
    def _catch_answer(self, row: Direct, message: Outgoing) -> None:
        catching.keep(
            sort=CaughtMessage.Sort.ANSWER,
            address=row.address,
            subject=row.subject,
            person_id=row.person_id,
            raw=message.data,
        )
        direct.end(row, training.take(message))

    @transaction.atomic
    def _catch_letter(self, row: LetterRow, message: Outgoing) -> None:
        catching.keep(
            sort=CaughtMessage.Sort.LETTER,
            address=row.address,
            subject=f"letter:{row.kind}",
            person_id=row.person_id,
            raw=message.data,
        )
        letter_rows.note(row, training.take(message))


def _try(sender: Sender, message: Outgoing) -> Receipt | None:
    try:
        return sender.send(message)
    except NotSent as problem:
        _LOG.warning("a message was not handed over: %s", problem)
        return None
