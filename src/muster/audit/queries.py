"""Reading the log, and proving that nobody changed it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from muster.audit import chain
from muster.audit.models import Entry, Seal


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk along the whole chain found. ``tail`` counts entries too young to be chained."""

    ok: bool
    sealed: int
    tail: int
    first_bad: int | None = None
    head: str = chain.GENESIS
    words: str = ""


def verify(expect: str = "", *, last: int | None = None) -> Verified:
    """Recompute every link, or the ``last`` ones for a quick look.

    ``expect`` is a digest written down earlier, elsewhere, that must stand in the chain.
    """
    before = _trusted(last)
    digest, position = (before.digest, before.position) if before else (chain.GENESIS, 0)
    seen = not expect
    for seal, entry in _links(position):
        position += 1
        if entry is None:
            return _broken(position, seal.entry, "an entry that was chained is gone")
        if seal.position != position:
            return _broken(position, seal.entry, "a link of the chain is missing")
        digest = chain.digest(digest, entry)
        if digest != seal.digest:
            return _broken(position, seal.entry, "an entry or its link was changed")
        seen = seen or digest == expect
    if not seen:
        return _broken(position, None, "the digest noted earlier is no longer in the chain")
    slipped = _slipped_in()
    if slipped is not None:
        return _broken(position, slipped, "an entry was slipped in behind the chain")
    return Verified(ok=True, sealed=position, tail=_tail(), head=digest)


def entries(
    *,
    actor: str = "",
    actors: Collection[str] = (),
    verb: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Entry]:
    """Return the log, youngest first; ``verb`` matches from its beginning, no actors means all."""
    found = Entry.objects.order_by("-id")
    if actor:
        found = found.filter(actor=actor)
    if actors:
        found = found.filter(actor__in=actors)
    if verb:
        found = found.filter(verb__startswith=verb)
    if subject:
        found = found.filter(subject=subject)
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return found


def history(subject: str) -> QuerySet[Entry]:
    """Return everything done to one subject, oldest first."""
    return Entry.objects.filter(subject=subject).order_by("id")


def _broken(position: int, entry: int | None, words: str) -> Verified:
    return Verified(ok=False, sealed=position, tail=_tail(), first_bad=entry, words=words)


def _trusted(last: int | None) -> Seal | None:
    if last is None:
        return None
    head = Seal.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return Seal.objects.filter(position=head - last).first()


def _links(after: int, batch: int = 5000) -> Iterator[tuple[Seal, Entry | None]]:
    while seals := list(Seal.objects.filter(position__gt=after).order_by("position")[:batch]):
        found = Entry.objects.in_bulk([seal.entry for seal in seals])
        for seal in seals:
            yield seal, found.get(seal.entry)
        after = seals[-1].position


def _tail() -> int:
    return _count(
        "SELECT count(*) FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry = e.id)"
    )


def _slipped_in() -> int | None:
    """Return an entry that is not chained though its transaction ended before the last link was made."""
    with connection.cursor() as cursor:
        # On another server than the one that made the link, transaction numbers say nothing.
        cursor.execute(
            """
            SELECT min(e.id) FROM audit_entry e, (SELECT horizon FROM audit_seal ORDER BY position DESC LIMIT 1) s
            WHERE e.xid < s.horizon
              AND s.horizon <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
              AND NOT EXISTS (SELECT FROM audit_seal s2 WHERE s2.entry = e.id)
            """
        )
        found: int | None = cursor.fetchone()[0]
    return found


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
