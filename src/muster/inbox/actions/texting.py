"""Takes in one text: an instruction is obeyed once and answered once, anything else is a conversation.

STOP holds from the commit; whoever asks twice gets no second answer.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.channels.base import Incoming
from muster.channels.kinds.sms import stops
from muster.channels.kinds.sms.receive import carrier_answered
from muster.delivery import actions as delivery
from muster.delivery.actions import seeds
from muster.delivery.actions.receipts import hear
from muster.delivery.models import Receipt
from muster.inbox import matching, matching_texts
from muster.inbox.actions.receive import receipt, receive
from muster.inbox.models import Arrival
from muster.kit import actors, limits
from muster.kit.text import clean
from muster.people import actions as people
from muster.people.models import IdentityKey

BY = actors.system("texts")
ANSWER_EVERY = timedelta(hours=1)


@transaction.atomic
def take_text(*, incoming: Incoming, at: datetime) -> Arrival:
    """Store or obey one text exactly once; a second delivery returns the first receipt."""
    word = stops.meant(incoming.text)
    if word is None:
        return receive(incoming=incoming, at=at)
    arrival, fresh = receipt(incoming, Arrival.Outcome.WORD, at=at)
    if not fresh:
        return arrival
    if _obeyed(word, incoming, arrival, at):
        audit.record(by=BY, verb=f"text.{word}", subject=str(arrival), at=at)
        return arrival
    # “Yes” and “start” where nothing waits for them are words like any other.
    arrival.delete()
    return receive(incoming=incoming, at=at)


def _obeyed(word: stops.Word, incoming: Incoming, arrival: Arrival, at: datetime) -> bool:
    number = matching.address(incoming)
    evidence = f"“{clean(incoming.text)[:40]}” ({arrival})"
    key = matching.known_key(incoming)
    if word == "stop":
        _stop(number, key, evidence, arrival, at)
    elif word == "start":
        if not people.start_by_text(number=number, evidence=evidence, at=at):
            return False
    elif word == "yes" and not people.confirm_by_text(number=number, evidence=evidence, at=at):
        return False
    if not carrier_answered(incoming):
        _answer(word, number, key, arrival, at)
    return True


def _stop(
    number: str, key: IdentityKey | None, evidence: str, arrival: Arrival, at: datetime
) -> None:
    # The ledger first: its line then says that it came by text, which is what START may take back.
    people.stop_by_text(number=number, evidence=evidence, at=at)
    written = matching_texts.last_written(key)
    if written is not None:
        hear(
            recipient_id=written.recipient.pk, kind=Receipt.Kind.STOPPED, at=at, source="inbox",
            event=arrival.fingerprint, by=BY,
        )  # fmt: skip
    else:
        seeds.heard_from(channel="sms", address=number, kind=Receipt.Kind.STOPPED, at=at)


def _answer(
    word: stops.Word, number: str, key: IdentityKey | None, arrival: Arrival, at: datetime
) -> None:
    # A machine that answers ours would go on for ever.
    if not limits.take(f"text-{word}", number, capacity=1, per=ANSWER_EVERY):
        return
    person = key.person if key else None
    with translation.override(person.language if person and person.language else "en"):
        text = _words(word)
    delivery.send_one(
        subject=str(arrival),
        address=number,
        title="",
        text=text,
        idempotency=f"text:{arrival.fingerprint}",
        by=BY,
        key_id=key.pk if key else None,
        person_id=person.pk if person else None,
        at=at,
    )


def _words(word: stops.Word) -> str:
    house = organisation()
    who = {"name": house.sender_name or house.name, "address": house.sender_address}
    # Translators: texts; write them without accents, which would halve what fits into one.
    if word == "stop":
        return (
            _("%(name)s: stopped. You get no more texts from us. To begin again reply START") % who
        )
    if word == "help":
        return _("%(name)s. Write to us: %(address)s. To get no more texts reply STOP") % who
    return _("%(name)s: you get our texts from now on. To stop them reply STOP") % who
