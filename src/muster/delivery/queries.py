"""What became of a release, and whose message a Message-ID or return path names.

Every number here is counted from rows at the moment of asking; none is stored (D12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from muster.delivery import tokens
from muster.delivery.fates import Fate, Heard, fate, heard, unknown_people, unknowns
from muster.delivery.gates import standing
from muster.delivery.gates.feeds import missing_roles
from muster.delivery.gates.standing import Gates
from muster.delivery.models import (
    Direct,
    Halt,
    Kind,
    LetterRow,
    Outcome,
    Parcel,
    Picture,
    Recipient,
    RelayHold,
    Release,
    Seed,
    Stop,
)
from muster.delivery.tallies import Tally, rows, tallies, tally, tally_by_region

__all__ = [
    "Fate",
    "Gates",
    "Heard",
    "InFlight",
    "Tally",
    "direct_of",
    "fate",
    "gates",
    "heard",
    "in_flight_at_halt",
    "latest_halt",
    "latest_halts",
    "letters_waiting",
    "recipient_of",
    "relay_hold",
    "release_of",
    "returned_of",
    "roles_without_seed",
    "seeds",
    "standing_stop",
    "tallies",
    "tally",
    "tally_by_region",
    "unfinished",
    "unknown_people",
    "unknowns",
]


@dataclass(frozen=True, slots=True)
class InFlight:
    """One message that had left, or may have, when sending was halted (H3)."""

    recipient: Recipient
    handed_at: datetime | None
    kind: str
    at: datetime


# When a body left is told a little late rather than early: a message at the very edge is named (H3).
_CLOSE: Final = timedelta(milliseconds=50)


def in_flight_at_halt(release: Release) -> list[InFlight]:
    """Every message that was out, or accepted, after the newest halt, with how it ended (H3)."""
    stop = latest_halt(release)
    if stop is None:
        return []
    resumed = getattr(stop, "resumption", None)
    found = out_at(release, stop.at, until=resumed.at if resumed else None)
    return [
        InFlight(row.recipient, row.handed_at, row.kind, row.at)
        for row in found.select_related("recipient")
    ]


def out_at(
    release: Release, moment: datetime, *, until: datetime | None = None
) -> QuerySet[Outcome]:
    """The ends of all that was out at a moment or accepted after it; ``until`` it was let go on."""
    out = Q(handed_at__lte=moment + _CLOSE, at__gt=moment) | Q(at__gt=moment, kind=Kind.ACCEPTED)
    found = Outcome.objects.filter(out, release=release).exclude(handed_at=None)
    if until is not None:
        found = found.filter(handed_at__lte=until)
    return found.order_by("handed_at", "id")


def halts_of(release: Release) -> list[Halt]:
    """Every halt with who let it go on, the oldest first."""
    found = Halt.objects.filter(release=release).select_related("resumption")
    return list(found.order_by("at", "id"))


def told_of(halt: Halt) -> list[tuple[int, LetterRow]]:
    """Whom a halt by evidence was told to, by number of staff, with the letter (W9)."""
    begins = f"halted-by-evidence:halt:{halt.pk}:"
    found = LetterRow.objects.filter(idempotency__startswith=begins).order_by("id")
    return [(int((row.idempotency or "").removeprefix(begins)), row) for row in found]


def unfinished(state: str) -> list[Release]:
    """Every release in that state of which a parcel is still to go, the oldest first."""
    still = Parcel.objects.filter(release=OuterRef("pk")).exclude(state=Parcel.State.FINISHED)
    found = Release.objects.filter(Exists(still), state=state)
    return list(found.order_by("released_at", "id"))


def latest_halt(release: Release) -> Halt | None:
    halts = Halt.objects.filter(release=release).select_related("resumption")
    return halts.order_by("-at", "-id").first()


def gates(release: Release) -> Gates:
    """Its waves, meters and feeds, with what each waits for in words (W2–W6)."""
    return standing.gates(release)


def ended_by_wave(release: Release) -> dict[int, int]:
    """How many people of each wave have had their first try, whatever it came to."""
    text = (
        "SELECT p.wave, sum(CASE p.state WHEN 'finished' THEN p.size ELSE ("
        "  SELECT count(*) FROM delivery_outcome AS o WHERE o.parcel_id = p.id) END)"
        " FROM delivery_parcel AS p WHERE p.release_id = %(release)s AND p.passing = 1"
        " AND p.claimed_at IS NOT NULL GROUP BY p.wave"
    )
    return {wave: int(people) for wave, people in rows(text, {"release": release.pk})}


def seeds() -> list[Seed]:
    """Our own addresses that get every staged broadcast first, as they stand on the list."""
    return list(Seed.objects.filter(removed_at=None).order_by("channel", "role", "address"))


def roles_without_seed(channel: str) -> list[str]:
    """What nobody on the list would prove for this channel (W2)."""
    return missing_roles(channel)


def standing_stop() -> Stop | None:
    """The stop of the whole organisation, while it is not lifted."""
    return stops().first()


def stops() -> QuerySet[Stop]:
    """The stop of the whole organisation, if there is one that is not lifted."""
    return Stop.objects.filter(lifted_at=None)


def latest_halts(releases: Iterable[Release]) -> dict[int, Halt]:
    """The newest halt of each of these that ever was halted."""
    halts = Halt.objects.filter(release__in=list(releases))
    found = halts.order_by("release_id", "-at", "-id").distinct("release_id")
    return {one.release_id: one for one in found}


def relay_hold(stop: Halt | None) -> RelayHold | None:
    """What our own relay kept back after a halt, if it was asked (H6)."""
    return RelayHold.objects.filter(halt=stop).first() if stop is not None else None


def release_of(subject: str) -> Release | None:
    """The latest release of a subject ("broadcast:12")."""
    found = Release.objects.filter(subject=subject).select_related("snapshot", "document")
    return found.order_by("-released_at", "-id").first()


def got(key_ids: Iterable[int], subjects: Iterable[str]) -> set[str]:
    """Which of these subjects reached any of these addresses, or may have."""
    found = Outcome.objects.filter(
        recipient__snapshot=F("release__snapshot"),
        recipient__key_id__in=list(key_ids),
        release__subject__in=list(subjects),
        kind__in=[Kind.ACCEPTED, Kind.UNKNOWN],
    )
    return set(found.values_list("release__subject", flat=True).distinct())


def before(release: Release) -> Release | None:
    """The release that went before it by the same channel in the same mode, to compare with."""
    found = Release.objects.filter(
        channel=release.channel, mode=release.mode, released_at__lt=release.released_at
    )
    return found.select_related("snapshot", "document").order_by("-released_at", "-id").first()


def recipient_of(token: str) -> Recipient | None:
    """The recipient named by a Message-ID or return path of ours; None unless its MAC is right."""
    name = tokens.read(token)
    if name is None or name.sort != tokens.RECIPIENT:
        return None
    # Of a reduced snapshot nobody is left to be named (S8).
    named = Recipient.objects.filter(pk=name.id, key_id__gt=0)
    return named.select_related("snapshot").first()


def direct_of(token: str) -> Direct | None:
    """The single message named by a Message-ID or return path of ours."""
    name = tokens.read(token)
    if name is None or name.sort != tokens.DIRECT:
        return None
    return Direct.objects.filter(pk=name.id).first()


def returned_of(message_ids: Iterable[str]) -> dict[str, Direct]:
    """Those of these single messages that came back, by their Message-ID without brackets."""
    named = [f"<{one.strip('<>')}>" for one in message_ids]
    found = Direct.objects.filter(message_id__in=named).exclude(returned="")
    return {one.message_id.strip("<>"): one for one in found}


def directs_of(names: Iterable[str]) -> dict[str, Direct]:
    """These single messages by their names, with what became of each."""
    found = Direct.objects.filter(message_id__in=[one for one in names if one])
    return {one.message_id: one for one in found}


def letters_waiting() -> int:
    return LetterRow.objects.filter(state=LetterRow.State.WAITING).count()


def picture(name: str) -> Picture | None:
    """The picture of that name; the oldest, should two ever begin alike."""
    found = Picture.objects.filter(digest__startswith=name[:20]).order_by("id").first()
    return found if found and found.name == name else None


def latest_pictures(most: int) -> list[Picture]:
    """Those added last, for choosing one."""
    return list(Picture.objects.order_by("-id")[:most])
