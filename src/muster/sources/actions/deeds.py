"""What people did in Action Network, written down page by page; the same page again adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from django.db import transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.gifts import actions as ledger
from muster.gifts import queries as books
from muster.gifts.actions import NewEntry
from muster.kit.actors import system
from muster.people import actions as people
from muster.people.keys import Key
from muster.people.known import Known
from muster.sources.actions import gifts
from muster.sources.actions.ingesting import count_drops
from muster.sources.kinds.action_network import deeds
from muster.sources.models import Source

Page = Sequence[Mapping[str, Any]]
ANSWERED: Final = "event.answered"
_BY: Final = system("pull")


class Deed(Protocol):
    """Anything that hangs on a key."""

    @property
    def key(self) -> Key: ...


D = TypeVar("D", bound=Deed)


@transaction.atomic
def take_gifts(*, source: Source, page: Page, at: datetime) -> Counter[str]:
    """Donations as entries of the ledger; one that was voided is taken off if it was counted."""
    found = _placed(source, [deeds.gift(one, now=at) for one in page], at)
    given = [_entry(gift, number) for gift, number in found if not gift.voided]
    count = ledger.record(entries=given, source=source.word, by=_BY)
    voided = [(gift, number) for gift, number in found if gift.voided]
    standing = books.known([_reference(gift) for gift, _number in voided])
    back = [
        NewEntry(
            kind="refund", key_id=number, money=gift.money, at=at, about=_reference(gift),
            reference=f"void:{gift.number}",
        )
        for gift, number in voided if _reference(gift) in standing
    ]  # fmt: skip
    count += ledger.record(entries=back, source=source.word, by=_BY)
    return +Counter(gifts=count)


def _reference(gift: deeds.Gift) -> str:
    return f"action_network:{gift.number}"


def _entry(gift: deeds.Gift, number: int) -> NewEntry:
    return NewEntry(key_id=number, money=gift.money, at=gift.at, reference=_reference(gift))


@transaction.atomic
def take_answers(*, source: Source, event: str, page: Page, at: datetime) -> Counter[str]:
    """Answers to one event as facts, each answer of each person once."""
    found = _placed(source, [deeds.answer(one, now=at) for one in page], at)
    prints = [gifts.fingerprint("answer", source.slug, one.number, one.status) for one, _n in found]
    fresh = gifts.claim(None, prints)
    facts = []
    for (answer, number), digest in zip(found, prints, strict=True):
        if digest in fresh:
            fresh.discard(digest)
            data = {"status": answer.status}
            facts.append(
                NewFact(ANSWERED, number, answer.at, source.word, ref=event or None, data=data)
            )
    activity.append(facts)
    return +Counter(answers=len(facts))


@transaction.atomic
def take_tags(*, source: Source, tag: str, page: Page, at: datetime) -> Counter[str]:
    """One tag on those who bear it there and are known here."""
    keys = [key for one in page if (key := deeds.whose(one)) is not None]
    known = people.hold(set(keys))
    told = [Known(keys=[key], tags=[tag]) for key in dict.fromkeys(keys) if key in known]
    results = people.resolve(known=told, source=source.word, by=_BY, at=at)
    return +Counter(tagged=sum(bool(result.added_tags) for result in results))


def _placed(source: Source, found: Sequence[D | None], at: datetime) -> list[tuple[D, int]]:
    """Each deed with the number of its person’s key; what has none is counted as refused."""
    good = [one for one in found if one is not None]
    held = people.hold({one.key for one in good})
    placed = [(one, held[one.key].number) for one in good if one.key in held]
    bad = Counter(unreadable=len(found) - len(good), no_person=len(good) - len(placed))
    count_drops(source.pk, +bad, at)
    return placed
