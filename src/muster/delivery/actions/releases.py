"""Lets one approved document go."""

from __future__ import annotations

from datetime import datetime

from muster.delivery.models import Release
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, Refused


class AlreadyReleased(Conflict):
    """This very document was released before."""


class NotReleasable(Refused):
    """Something about the document or this installation forbids sending it."""


class AudienceShrank(Refused):
    """Fewer than half of the frozen recipients may still be written to (S6)."""


def release(*, document_id: int, clearance_id: int, by: Doer, at: datetime | None = None) -> Release:
    raise NotImplementedError
