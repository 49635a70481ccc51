"""What ``resolve`` would do, decided the same way and written nowhere: the ground of a preview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.people.actions.batch import Loaded
from muster.people.actions.decide import Decisions
from muster.people.keys import IDENTIFYING
from muster.people.known import Known, Resolved
from muster.people.models import Suppression

# Stands for a person who would be made; nobody has this number.
SOMEBODY: Final = 0


class Glanced(Loaded):
    """The same, without holding anybody: a preview may take long and changes nothing."""

    lock = ""


def foresee(*, known: Sequence[Known], source: str, by: Doer, at: datetime) -> list[Resolved]:
    """The results ``resolve`` would give for one batch now.

    A record none of whose keys is known would make somebody new, so nothing about it is decided;
    two such records of one person are for the caller to see.
    """
    if not known:
        return []
    with transaction.atomic(), entered(Scope.EVERYONE):
        loaded = Glanced(known)
        decisions = Decisions(loaded, source=source, by=by, at=at, told_as="")
        strangers_are_new = not Suppression.objects.filter(reason="erased").exists()
        return [
            Resolved(SOMEBODY, outcome="new")
            if strangers_are_new and _is_stranger(one, loaded)
            else decisions.take(one)
            for one in known
        ]


def _is_stranger(one: Known, loaded: Loaded) -> bool:
    keys = one.identities
    known = any(key in loaded.book.owner for key in keys)
    return not known and any(key.kind in IDENTIFYING for key in keys)
