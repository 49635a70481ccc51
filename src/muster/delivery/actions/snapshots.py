"""Freezes the recipients of one subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from muster.delivery.liquid import Fields
from muster.delivery.models import Snapshot
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.kit.scope import Scope


class NobodyChosen(Refused):
    """The audience holds nobody who may be written to."""


def take_snapshot(
    *,
    subject: str,
    members_sql: str,
    params: Sequence[Any] | Mapping[str, Any],
    channel: str,
    purpose: str,
    fields: Fields,
    scope: Scope,
    by: Doer,
) -> Snapshot:
    raise NotImplementedError
