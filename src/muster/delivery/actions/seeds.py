"""Our own addresses that get every staged broadcast first: asked, taken in hand, noted, and heard (W2).

A seed is no recipient: it has no outcome and counts nowhere. It is sent at least once, under a keyed
name of its own, so that its bounce, its stop or its reply is known when it comes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.delivery.actions import claiming
from muster.delivery.fence import Token
from muster.delivery.models import Release, Seed, SeedSend
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, NotFound, Refused

# A worker that took a seed in hand and died gives it back after this long.
LEASE: Final = timedelta(minutes=2)
# How long after it was accepted an answer still counts as one to that message.
ANSWERS_WITHIN: Final = timedelta(days=7)
SUBJECT: Final = "organisation"
_NUMBER: Final = re.compile(r"\+[1-9]\d{6,14}")

_TAKE: Final = """
SELECT s.id FROM delivery_seedsend AS s JOIN delivery_release AS r ON r.id = s.release_id
 WHERE s.kind IN ('', 'temporary') AND r.state = 'sending'
   AND (s.claimed_at IS NULL OR s.claimed_at < clock_timestamp() - %(lease)s)
   AND NOT EXISTS (SELECT FROM delivery_stop WHERE lifted_at IS NULL)
   AND (r.mode <> 'live' OR r.channel = ANY (%(channels)s))
   AND r.mode = coalesce((SELECT mode FROM accounts_organisation WHERE id = 1), 'training')
   AND (r.not_before IS NULL OR r.not_before <= %(now)s) AND r.not_after > %(now)s
   AND EXISTS (SELECT FROM delivery_fence AS f WHERE f.instance = %(instance)s
               AND f.generation = %(generation)s AND r.generation <= f.generation)
 ORDER BY s.release_id, s.id FOR UPDATE OF s SKIP LOCKED FOR SHARE OF r
"""

_WAITING: Final = """
SELECT EXISTS (SELECT FROM delivery_seedsend AS s JOIN delivery_release AS r ON r.id = s.release_id
                WHERE s.kind IN ('', 'temporary') AND r.state = 'sending')
"""


class NotAnAddress(Refused):
    """A seed needs an address its channel can reach."""


class SeedThere(Conflict):
    """This address is on the list already."""


@transaction.atomic
def add(*, channel: str, address: str, role: str, by: Doer) -> Seed:
    """Put an address on the list; what is being sent in steps reaches it at once."""
    clean = _clean(channel, address)
    try:
        with transaction.atomic():
            made = Seed.objects.create(
                channel=channel, address=clean, role=Seed.Role(role), added_by=by.actor,
                added_at=clock.db_now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise SeedThere(_("This address is on the list already."), field="address") from error
    audit.record(by=by, verb="seed.added", subject=SUBJECT, seed=made.pk, channel=channel)
    return made


@transaction.atomic
def remove(*, seed_id: int, by: Doer) -> Seed:
    """Take an address off the list; what it got stays on record."""
    seed = Seed.objects.select_for_update().filter(pk=seed_id, removed_at=None).first()
    if seed is None:
        raise NotFound
    seed.removed_at = clock.db_now()
    seed.save(update_fields=["removed_at"])
    audit.record(by=by, verb="seed.removed", subject=SUBJECT, seed=seed.pk)
    return seed


def ask(release: Release, *, at: datetime) -> int:
    """Have every seed of its channel that did not get ``release`` yet get it; how many those are."""
    listed = Seed.objects.filter(channel=release.channel, removed_at=None)
    new = list(listed.exclude(sends__release=release).order_by("id"))
    SeedSend.objects.bulk_create(
        [SeedSend(release=release, seed=seed, asked_at=at) for seed in new], ignore_conflicts=True
    )
    return len(new)


def waiting() -> bool:
    """Whether any seed of what is being sent has not got its message yet: asked often, and mostly in vain."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return bool(cursor.fetchone()[0])


@transaction.atomic
def take(*, channels: Sequence[str], token: Token) -> list[SeedSend]:
    """Take in hand every seed that may get its message now, all of one release."""
    values: dict[str, Any] = {
        "channels": list(channels), "now": clock.now(), "lease": LEASE,
        "instance": token.instance, "generation": token.generation,
    }  # fmt: skip
    with connection.cursor() as cursor:
        claiming.turn(cursor)
        cursor.execute(_TAKE, values)
        numbers = [row[0] for row in cursor.fetchall()]
    if not numbers:
        return []
    rows = SeedSend.objects.filter(pk__in=numbers).select_related("seed", "release")
    found = list(rows.order_by("release_id", "id"))
    first = [one for one in found if one.release_id == found[0].release_id]
    SeedSend.objects.filter(pk__in=[one.pk for one in first]).update(claimed_at=clock.db_now())
    return first


def note(*, send_id: int, kind: str, detail: str = "") -> None:
    """Write down how a try ended; what is to be tried again is taken in hand again later."""
    row = SeedSend.objects.get(pk=send_id)
    row.kind, row.detail = kind, detail[:200]
    if kind == "accepted":
        row.accepted_at = clock.db_now()
    row.save(update_fields=["kind", "detail", "accepted_at"])


def give_back(*, send_id: int) -> None:
    """No byte of it left: it may be taken in hand again at once."""
    SeedSend.objects.filter(pk=send_id).update(claimed_at=None)


def heard(*, send_id: int, kind: str, at: datetime | None = None) -> bool:
    """A seed’s answer came back under the name only its message has. Returns whether it was the first.

    Whatever it says proves that the way is open; a stop seed that bounces has proved nothing.
    """
    rows = SeedSend.objects.filter(pk=send_id, heard_at=None, seed__role__in=_proved_by(kind))
    return bool(rows.update(heard_at=at or clock.db_now()))


def heard_from(*, channel: str, address: str, kind: str, at: datetime | None = None) -> bool:
    """The same for an answer that names no message: it is to the newest one the seed there got."""
    since = clock.db_now() - ANSWERS_WITHIN
    row = (
        SeedSend.objects.filter(
            seed__channel=channel, seed__address=address.strip().lower(),
            seed__role__in=_proved_by(kind), accepted_at__gt=since,
        )
        .order_by("-accepted_at", "-id")
        .first()
    )  # fmt: skip
    return row is not None and heard(send_id=row.pk, kind=kind, at=at)


def _proved_by(kind: str) -> list[str]:
    if kind in {"bounced", "soft"}:
        return [Seed.Role.BOUNCES]
    if kind == "stopped":
        return [Seed.Role.STOPS]
    return [Seed.Role.REPLIES] if kind in {"replied", "thanked", "automatic"} else []


def _clean(channel: str, address: str) -> str:
    plain = address.strip().lower()
    if channel == "sms":
        plain = re.sub(r"[\s()./-]", "", plain)
        if not _NUMBER.fullmatch(plain):
            raise NotAnAddress(
                _("Write the number with its country, such as +48 600 000 000."), field="address"
            )
        return plain
    try:
        validate_email(plain)
    except ValidationError as error:
        raise NotAnAddress(_("This is no e-mail address."), field="address") from error
    return plain
