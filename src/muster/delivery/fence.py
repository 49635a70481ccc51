"""The fence against clones: a name and a number in the database must equal those on this disk (D13).

A restored or copied database meets a disk that knows another generation, and sending stays off
until a person confirms that this is the one that sends.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from muster.delivery.models import Fence, Release
from muster.kit.errors import Refused
from muster.kit.health import Finding


class FenceDiffers(Refused):
    """This database does not belong to this disk: nothing is sent until a person confirms."""


@dataclass(frozen=True, slots=True)
class Token:
    """Which installation this is, and for how many confirmations."""

    instance: str
    generation: int


def on_disk() -> Token | None:
    """What this computer's disk says; None before the first send."""
    try:
        return Token(**json.loads(_path().read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def in_database() -> Token | None:
    row = Fence.objects.filter(pk=1).first()
    return Token(row.instance, row.generation) if row else None


def is_new() -> bool:
    """Whether nothing was ever sent from this database, so that it may name itself."""
    return not Fence.objects.exists() and not Release.objects.exists()


def matching() -> Token | None:
    """The token, if disk and database agree."""
    here, there = on_disk(), in_database()
    return here if here is not None and here == there else None


def demand() -> Token:
    """Return the token or refuse in words."""
    token = matching()
    if token is None:
        raise FenceDiffers(
            _(
                "This database was restored or copied: sending is off until an administrator "
                "confirms that this installation is the one that sends (muster fence --confirm)."
            )
        )
    return token


def write(token: Token) -> None:
    """Put the token on disk, whole or not at all."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(token)))
    draft.replace(path)


def question() -> Finding:
    """Asked by ``muster check``."""
    if matching() is not None or is_new():
        return Finding("delivery: fence", ok=True, words=_("Database and disk belong together."))
    return Finding(
        "delivery: fence",
        ok=False,
        words=_("Database and disk do not belong together, so nothing is sent."),
        fix=_("If this is the installation that sends, run: muster fence --confirm."),
    )


def _path() -> Path:
    return Path(settings.MUSTER_HOME) / "fence.json"
