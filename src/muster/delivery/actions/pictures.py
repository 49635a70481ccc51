"""Taking in a picture: its file is on disk, whole and synced, before a row says that it exists."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.db import transaction

from muster.audit import actions as audit
from muster.delivery import pictures
from muster.delivery.models import Picture
from muster.kit import clock
from muster.kit.actors import Doer


@transaction.atomic
def add_picture(*, content: bytes, by: Doer) -> Picture:
    """Keep a picture made anew from what was brought; the very same again is the first one."""
    made = pictures.remade(content)
    digest = hashlib.sha256(made.content).hexdigest()
    _put(pictures.path_of(digest, made.extension), made.content)
    row, new = Picture.objects.get_or_create(
        digest=digest,
        defaults={
            "extension": made.extension,
            "width": made.width,
            "height": made.height,
            "size": len(made.content),
            "added_by": by.actor,
            "added_at": clock.now(),
        },
    )
    if new:
        audit.record(by=by, verb="picture.added", subject=f"picture:{row.pk}", digest=digest)
    return row


def _put(path: Path, content: bytes) -> None:
    """Write under a name of its own, then rename: nobody ever reads half a picture."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
