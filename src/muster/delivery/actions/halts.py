"""Stops a release, lets it go on, or ends it."""

from __future__ import annotations

from datetime import datetime

from muster.delivery.models import Cancellation, Halt, Release, Resumption
from muster.kit.actors import Doer
from muster.kit.errors import Conflict


class NotSending(Conflict):
    """There is nothing to stop: it is halted, cancelled or all gone."""


class NotStopped(Conflict):
    """Only what was halted can be resumed or cancelled."""


def halt(*, release: Release, by: Doer, reason: str = "", at: datetime | None = None) -> Halt:
    raise NotImplementedError


def resume(*, release: Release, by: Doer, reason: str = "", at: datetime | None = None) -> Resumption:
    raise NotImplementedError


def cancel(
    *, release: Release, by: Doer, reason: str = "", at: datetime | None = None
) -> Cancellation:
    raise NotImplementedError
