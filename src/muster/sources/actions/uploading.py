"""Taking a file in: stored in pieces, measured, named by nothing the sender chose. It changes nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.text import clean
from muster.places.countries import COUNTRIES
from muster.sources.actions import examining
from muster.sources.actions.keeping import demand_every_region, source_named
from muster.sources.errors import BadChoice, FileRefused, WrongMoment
from muster.sources.kinds.csv import problems
from muster.sources.kinds.mailchimp.archive import Archive
from muster.sources.models import Import, UploadChunk

PIECE: Final = 1 << 18
LARGEST: Final = 300 * 1024 * 1024
# A file this small is examined while the person waits; a larger one by a worker.
WHILE_WAITING: Final = 600_000


@transaction.atomic
def upload(
    *, pieces: Iterable[bytes], filename: str, source_name: str, country: str, by: Staff
) -> Import:
    """Store a file and look at it. Nothing in it reaches people before somebody confirms."""
    demand_every_region(by)
    if country not in COUNTRIES:
        raise BadChoice(_("Choose the country most of these people live in."), field="country")
    source = source_named(name=source_name, by=by)
    if source.paused:
        raise BadChoice(
            _("This source is paused. Let it be taken from again first, under Sources."),
            field="source_name",
        )
    made = Import.objects.create(
        source=source,
        filename=clean(filename)[:200] or "list.csv",
        digest="",
        size=0,
        choices={"country": country},
        uploaded_at=clock.now(),
        uploaded_by=by.actor,
        uploaded_by_name=by.name,
    )
    _store(made, pieces)
    audit.record(by=by, verb="import.uploaded", subject=made.word, bytes=made.size)
    if made.size <= WHILE_WAITING:
        examining.examine(import_id=made.pk)
    else:
        examining.examine_later(made.pk)
    made.refresh_from_db()
    return made


@transaction.atomic
def upload_archive(*, archive: Archive, source_name: str, country: str, by: Staff) -> list[Import]:
    """Store every list of an archive as an import of its own, all of them or none."""
    return [
        upload(pieces=pieces, filename=name, source_name=source_name, country=country, by=by)
        for name, pieces in archive
    ]


def _store(made: Import, pieces: Iterable[bytes]) -> None:
    hashed, size = hashlib.sha256(), 0
    for number, piece in enumerate(_even(_whole(pieces))):
        size += len(piece)
        if size > LARGEST:
            raise FileRefused(problems.in_words("too_large", "300 MB"), field="file")
        hashed.update(piece)
        UploadChunk.objects.create(of=made, number=number, data=piece)
    made.size, made.digest = size, hashed.hexdigest()
    made.save(update_fields=["size", "digest"])


def _whole(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, or words for one that cannot be had."""
    try:
        yield from pieces
    except problems.FileProblem as problem:
        raise FileRefused(problems.in_words(problem.code, problem.detail), field="file") from None


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, whatever sizes they come in."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


@transaction.atomic
def drop(*, made: Import, by: Staff) -> None:
    """Throw away a file that nobody confirmed."""
    demand_every_region(by)
    done = Import.objects.filter(
        pk=made.pk, state__in=("uploaded", "unreadable", "examined")
    ).update(state="dropped", purged_at=clock.now())
    if not done:
        raise WrongMoment(_("This import has begun already. Undo it instead."))
    UploadChunk.objects.filter(of=made.pk).delete()
    audit.record(by=by, verb="import.dropped", subject=made.word)
