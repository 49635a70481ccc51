"""The small lane: answers to one person (at most once) and letters (at least once), one after another."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from typing import Final

from django.conf import settings
from django.db import transaction
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from muster.accounts.models import Organisation, Staff
from muster.accounts.queries import organisation
from muster.channels.base import NotSent, Outgoing, Receipt
from muster.channels.kinds.email.send import Sender
from muster.channels.kinds.email.target import Target
from muster.channels.kinds.sms.send import Sender as TextSender
from muster.channels.kinds.sms.target import Target as Gateway
from muster.channels.kinds.training import send as training
from muster.delivery import letters, networks, reports, staging
from muster.delivery.actions import catching, direct
from muster.delivery.actions import letters as letter_rows
from muster.delivery.models import CaughtMessage, Direct, LetterRow
from muster.delivery.networks import Way
from muster.kit.faults import fault

_MOST: Final = 50
_LOG = logging.getLogger(__name__)


class Post:
    """Sends what waits, over connections that it opens when needed."""

    def __init__(
        self, target: Target | None, *, worker: str, name: str, gateway: Gateway | None = None
    ) -> None:
        self._target, self._worker, self._name, self._gateway = target, worker, name, gateway

    def deliver(self) -> int:
        """Deliver what is due now; returns how many messages were dealt with."""
        house = organisation()
        with ExitStack() as open_ones:
            ways = self._ways(open_ones)
            # In training and team mode nothing needs a way: it is caught.
            channels = ways.keys() if house.mode == "live" else staging.SINGLE
            return self._answers(house, ways, channels) + self._letters(house, ways, channels)

    def _ways(self, open_ones: ExitStack) -> dict[str, Way]:
        ways: dict[str, Way] = {}
        if self._target:
            ways["email"] = open_ones.enter_context(Sender(self._target, name=self._name))
        if self._gateway:
            ways["sms"] = TextSender(self._gateway, reports=reports.address(self._gateway))
        return ways | networks.ways()

    def _answers(
        self, house: Organisation, ways: Mapping[str, Way], channels: Collection[str]
    ) -> int:
        if not channels:
            return 0
        rows = direct.claim(worker=self._worker, modes=(house.mode,), most=_MOST, channels=channels)
        if rows:
            fault("lease.after_commit")
        for row in rows:
            message = _answer(row)
            if self._leaves(house, row.address):
                receipt = _try(ways[staging.channel_of(row.address)], message)
                fault("net.after_reply_before_record")
                direct.end(row, receipt)
            else:
                self._catch_answer(row, message)
        return len(rows)

    def _letters(
        self, house: Organisation, ways: Mapping[str, Way], channels: Collection[str]
    ) -> int:
        rows = letter_rows.take(most=_MOST, channels=channels) if channels else []
        for row in rows:
            try:
                message = _written(row, house)
            except (TemplateDoesNotExist, TemplateSyntaxError) as error:
                _LOG.exception("the letter %s cannot be written", row.kind)
                letter_rows.note(row, Receipt(row.pk, "temporary", 0, f"no template: {error}"))
                continue
            if self._leaves(house, row.address):
                receipt = _try(ways[staging.channel_of(row.address)], message)
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
            name=message.name,
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
            name=message.name,
        )
        letter_rows.note(row, training.take(message))


def _answer(row: Direct) -> Outgoing:
    if staging.channel_of(row.address) in networks.NAMES:
        return networks.outgoing(row)
    return _outgoing(row, row.return_path, bytes(row.raw), row.message_id)


def _written(row: LetterRow, house: Organisation) -> Outgoing:
    if staging.channel_of(row.address) == "sms":
        return _outgoing(row, "", letters.text(row, house), row.message_id)
    single = letters.single(row, house)
    return _outgoing(row, single.return_path(house), single.raw(house), row.message_id)


def _outgoing(row: Direct | LetterRow, sender: str, data: bytes, name: str) -> Outgoing:
    """A mail carries its name in its headers; a text has it beside it, and our number as its sender."""
    if staging.channel_of(row.address) == "sms":
        return Outgoing(row.pk, settings.MUSTER_SMS_SENDER, row.address, data, name)
    return Outgoing(row.pk, sender, row.address, data)


def _try(sender: Way, message: Outgoing) -> Receipt | None:
    try:
        return sender.send(message)
    except NotSent as problem:
        _LOG.warning("a message was not handed over: %s", problem)
        return None
