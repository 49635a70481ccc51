"""What a person’s timeline says beside a message: which broadcast or conversation it was, and how it was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.broadcasts import queries
from muster.broadcasts.models import Broadcast
from muster.broadcasts.models.broadcast import id_in
from muster.delivery import queries as delivery
from muster.inbox import access as inbox

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.activity.facts import TimelineFact


@dataclass(frozen=True, slots=True)
class Beside:
    """The broadcast or conversation a fact is of, where it may be seen, and its part in a lineage."""

    title: str
    url: str
    words: str


def of(facts: Iterable[TimelineFact], key_ids: Sequence[int], staff: Staff) -> dict[str, Beside]:
    """By the reference of the fact; three queries for a whole page."""
    numbers = {number for fact in facts if (number := id_in(fact.ref or "")) is not None}
    found = queries.about(numbers) if numbers else {}
    later = [one for broadcast in found.values() for one in _takes_back(broadcast)]
    got = delivery.got(key_ids, [one.reference for one in later]) if later else set()
    sees = staff.may("broadcasts.view")
    return {
        one.reference: Beside(
            title=one.title,
            url=reverse("office:broadcast", args=[one.pk]) if sees else "",
            words=_words(one, got),
        )
        for one in found.values()
    }


def talks(facts: Iterable[TimelineFact], staff: Staff) -> dict[object, Beside]:
    """By the number a fact carries: its conversation, if it is still there and theirs to see; one query."""
    told = {fact.data.get("conversation") for fact in facts}
    numbers = {number for number in told if isinstance(number, int)}
    if not numbers:
        return {}
    seen = inbox.conversations(by=staff).filter(pk__in=numbers)
    return {
        number: Beside(subject, reverse("office:conversation", args=[number]), "")
        for number, subject in seen.values_list("pk", "subject")
        if subject
    }


def _takes_back(broadcast: Broadcast) -> list[Broadcast]:
    later = broadcast.corrections.all()
    return [one for one in later if one.aim == Broadcast.Aim.REACHED and one.cancelled_at is None]


def _words(broadcast: Broadcast, got: set[str]) -> str:
    if broadcast.corrects is not None and broadcast.aim == Broadcast.Aim.REACHED:
        return _("The correction of %(title)s.") % {"title": broadcast.corrects.title}
    later = [one.reference for one in _takes_back(broadcast)]
    if got.intersection(later):
        return _("Came by mistake; the correction reached them too.")
    return _("It was taken back later; no correction reached them yet.") if later else ""
