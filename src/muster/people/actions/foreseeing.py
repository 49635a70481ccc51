"""What ``resolve`` would do, decided the same way and written nowhere: the ground of a preview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.people.actions.batch import Loaded
from muster.people.actions.decide import Decisions
from muster.people.known import Known, Resolved


class Glanced(Loaded):
    """The same, without holding anybody: a preview may take long and changes nothing."""

    lock = ""


def foresee(*, known: Sequence[Known], source: str, by: Doer, at: datetime) -> list[Resolved]:
    """The results ``resolve`` would give for one batch now; numbers of new people are not theirs."""
    if not known:
        return []
    with transaction.atomic(), entered(Scope.EVERYONE):
        decisions = Decisions(Glanced(known), source=source, by=by, at=at, told_as="")
        return [decisions.take(one) for one in known]
